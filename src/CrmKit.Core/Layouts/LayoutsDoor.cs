using System.Globalization;
using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Layouts;

/// <summary>Picks the layout and the menu of whoever acts, by his roles.</summary>
internal sealed class LayoutsDoor(CrmSession session, IAccess access, UserAccess user) : ILayouts
{
    public async ValueTask<LayoutDefinition?> FindAsync(string recordType, CancellationToken cancellationToken = default)
    {
        var type = session.Catalog.Type(recordType);
        var layouts = session.Catalog.Layouts.Where(l => l.RecordType == type.Key).ToList();
        if (await PickAsync(layouts, l => l.Role, cancellationToken) is not { } layout) return null;
        var parts = LayoutRules.PartsOf(type, session.Catalog);
        return layout with
        {
            Sections = [.. layout.Sections.Select(s => s with { Fields = Known(s.Fields) })],
            HiddenFields = Known(layout.HiddenFields),
            KeyFields = Known(layout.KeyFields),
            Main = [.. layout.Main.Where(parts.Contains)],
            Side = [.. layout.Side.Where(parts.Contains)],
            HiddenParts = [.. layout.HiddenParts.Where(parts.Contains)],
            Buttons = [.. layout.Buttons.Where(b => LayoutLink.Read(b.Link).Fields?.All(f => type.TryField(f, out _)) == true)],
        };

        IReadOnlyList<string> Known(IReadOnlyList<string> fields) => [.. fields.Where(f => type.TryField(f, out _))];
    }

    public async ValueTask<IReadOnlyList<RecordLink>> LinksAsync(Record record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        var type = session.Catalog.TypeOf(record);
        if (await FindAsync(type.Key, cancellationToken) is not { Buttons.Count: > 0 } layout) return [];
        var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
        return [.. layout.Buttons.Select(b => LayoutLink.For(b.Link, f => hidden.Contains(f) ? null : TextOf(type.Field(f).Get(record))) is { } address ? new RecordLink(b.Key, b.Label, address) : null).OfType<RecordLink>()];
    }

    private static string? TextOf(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString("O", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };

    public async ValueTask<MenuDefinition?> FindMenuAsync(CancellationToken cancellationToken = default) =>
        await PickAsync(session.Catalog.Menus, m => m.Role, cancellationToken) is not { } menu ? null : menu with
        {
            Entries = [.. menu.Entries.Where(e => LayoutRules.IsEntry(e, session.Catalog))],
            HiddenEntries = [.. menu.HiddenEntries.Where(e => LayoutRules.IsEntry(e, session.Catalog))],
        };

    // Most hosts have none, and pay for no look at roles.
    private async ValueTask<T?> PickAsync<T>(IReadOnlyList<T> all, Func<T, string?> roleOf, CancellationToken cancellationToken) where T : class
    {
        if (all.Any(l => roleOf(l) is not null))
            foreach (var role in await user.RolesAsync(cancellationToken))
                if (all.FirstOrDefault(l => roleOf(l) == role) is { } mine) return mine;
        return all.FirstOrDefault(l => roleOf(l) is null);
    }
}

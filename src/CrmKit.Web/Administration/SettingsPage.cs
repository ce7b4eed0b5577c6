using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.AspNetCore;
using CrmKit.Pages;
using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.Web.Administration;

/// <summary>The settings of plugins: a form each, drawn from their definitions. A secret is written, never shown.</summary>
internal sealed class SettingsPage() : AdministrationPage("settings", 800)
{
    private const string Removed = "remove:";

    public override async ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => session.Catalog.Settings.Count > 0 && await base.IsForAsync(session, cancellationToken);

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (session, texts) = (request.Session, TextsOf(request));
        var blocks = new List<PageBlock>();
        foreach (var source in session.Catalog.Settings.GroupBy(s => s.Field.Source))
        {
            var values = await session.Settings.GetAsync(source.Key, cancellationToken);
            var name = texts.Find("admin.settings-of." + source.Key) ?? session.Catalog.SourceNames.GetValueOrDefault(source.Key, source.Key);
            blocks.Add(new FormBlock("save", texts["form.save"], [.. source.SelectMany(s => FieldsOf(request, texts, s, values))]) { Heading = name, Values = Values(("source", source.Key)) });
            if (await session.Settings.VersionsAsync(source.Key, cancellationToken) is { Count: > 0 } versions) blocks.Add(await HistoryAsync(request, texts, source.Key, [.. source], versions, cancellationToken));
        }
        return new PageContent(blocks);
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        if (act == DefinitionVersions.Undo)
        {
            await request.Session.Settings.RestoreAsync(Needed(request, "source"), IdOf(request, "version"), cancellationToken);
            return PageOutcome.GoTo();
        }
        if (act != "save") throw Unknown(act);
        var (source, errors) = (Needed(request, "source"), new List<CrmError>());
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var setting in request.Session.Catalog.Settings.Where(s => s.Field.Source == source))
        {
            var (field, typed) = (setting.Field, request[setting.Field.Key]);
            if (setting.IsSecret && typed is null && request[Removed + field.Key] != "true") continue; // what is not shown is not emptied, unless somebody says so
            object? value = null;
            if (typed is not null && FieldJson.Read(field, JsonOf(field, typed), out value) is { } error) errors.Add(error with { Field = field.Key });
            else values[field.Key] = value;
        }
        if (errors.Count > 0) throw new CrmValidationException(errors);
        await request.Session.Settings.SaveAsync(source, values, cancellationToken);
        return PageOutcome.GoTo();
    }

    private static async Task<TableBlock> HistoryAsync(PageRequest request, WebTexts texts, string source, SettingDefinition[] settings, IReadOnlyList<SettingsVersion> versions, CancellationToken cancellationToken)
    {
        var names = await ActorNames.LoadAsync(request.Session, versions.Select(v => v.ActorId), cancellationToken);
        return new TableBlock([texts["admin.at"], texts["admin.by"], texts["admin.changes"], ""], [.. versions.Select((v, i) => new PageRow(
        [
            Cell(request.Moment(v.At)), Cell(names.Of(v.ActorId)), Cell(string.Join("; ", settings.Where(s => v.Changed.Contains(s.Field.Key)).Select(s => Said(s, v.Values)))),
            i == 0 ? Cell(texts["admin.current"]) : Buttons(Button(texts["admin.undo"], DefinitionVersions.Undo, false, ("source", source), ("version", v.Id.ToString()))),
        ]))]) { Heading = texts["admin.versions"] };

        string Said(SettingDefinition setting, SettingValues values) => setting.Field.Label.For(request.Culture) + (setting.IsSecret ? "" : ": " + TextOf(values.Get(setting)));
    }

    private static string TextOf(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        decimal number => number.ToString("0.####", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => FieldJson.Instant(instant),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    // A secret that is there has a box beside it that takes it out.
    private static IEnumerable<PageField> FieldsOf(PageRequest request, WebTexts texts, SettingDefinition setting, SettingValues values)
    {
        yield return FieldOf(request, texts, setting, values);
        if (setting is { IsSecret: true, Field.IsRequired: false } && values.Given.Contains(setting.Field.Key))
            yield return new PageField(Removed + setting.Field.Key, texts.Format("admin.secret-remove", setting.Field.Label.For(request.Culture))) { Kind = FieldKind.Bool };
    }

    private static PageField FieldOf(PageRequest request, WebTexts texts, SettingDefinition setting, SettingValues values)
    {
        var field = setting.Field;
        var value = setting.IsSecret ? null : values.Get(setting);
        return new PageField(field.Key, field.Label.For(request.Culture))
        {
            Kind = field.Kind, IsRequired = field.IsRequired, Options = [.. field.Options.Select(o => new PageOption(o.Code, o.Label.For(request.Culture)))],
            Help = setting.IsSecret ? texts[values.Given.Contains(field.Key) ? "admin.secret-given" : "admin.secret-none"] : field.Description?.For(request.Culture),
            Value = TextOf(value),
        };
    }

    private static JsonElement JsonOf(FieldDefinition field, string typed) => JsonSerializer.SerializeToElement<JsonNode?>(field.Kind switch
    {
        FieldKind.Bool => JsonValue.Create(typed == "true"),
        FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money when decimal.TryParse(typed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(typed),
    });
}

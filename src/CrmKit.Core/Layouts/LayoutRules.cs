using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Plugins;

namespace CrmKit.Layouts;

/// <summary>Checks layouts and menus when they are defined. What an earlier version named of a plugin that is away now may stay.</summary>
internal static class LayoutRules
{
    public static void Check(LayoutDefinition layout, RecordTypeDefinition type, CatalogSnapshot catalog, LayoutDefinition? before)
    {
        var problems = new CatalogProblems();
        CheckRole("Layout", layout.Role, before?.Role, catalog, problems);
        CheckFields(layout, type, before, problems);
        CheckParts(layout, type, catalog, before, problems);
        CheckSections(layout, problems);
        foreach (var button in layout.Buttons) CheckButton(layout, button, type, before, problems);
        foreach (var twice in layout.Buttons.GroupBy(b => b.Key, StringComparer.Ordinal).Where(g => g.Count() > 1)) problems.Add(LayoutErrors.Repeated(twice.Key));
        problems.ThrowIfAny();
    }

    public static void Check(MenuDefinition menu, CatalogSnapshot catalog, MenuDefinition? before)
    {
        var problems = new CatalogProblems();
        CheckRole("Menu", menu.Role, before?.Role, catalog, problems);
        var known = before is null ? [] : before.Entries.Concat(before.HiddenEntries).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in menu.Entries.Concat(menu.HiddenEntries).Where(e => !known.Contains(e) && !IsEntry(e, catalog))) problems.Add(LayoutErrors.EntryUnknown(entry));
        foreach (var twice in Twice(menu.Entries.Concat(menu.HiddenEntries))) problems.Add(LayoutErrors.Repeated(twice));
        problems.ThrowIfAny();
    }

    /// <summary>The parts that the page of a type can have now.</summary>
    public static IReadOnlySet<string> PartsOf(RecordTypeDefinition type, CatalogSnapshot catalog) =>
        LayoutParts.Main.Concat(LayoutParts.Side).Concat(catalog.RelationsOf(type.Key).Select(r => r.Key)).Concat(SectionsOf(type, catalog).Select(s => s.Key)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether the menu can have an entry now.</summary>
    public static bool IsEntry(string entry, CatalogSnapshot catalog) =>
        MenuEntries.All.Contains(entry) || (entry.StartsWith(MenuEntries.Board, StringComparison.Ordinal) ? catalog.TryPipeline(entry[MenuEntries.Board.Length..], out _)
            : catalog.TryType(entry, out var type) && type.Key == entry || catalog.Pages.Any(p => p.Key == entry && p.Source != CoreSource.Id));

    private static IReadOnlyList<PageSection> SectionsOf(RecordTypeDefinition type, CatalogSnapshot catalog) => catalog.Pages.FirstOrDefault(p => p.Key == HostPages.Record(type.Key) && p.Source == CoreSource.Id)?.Sections ?? [];

    private static void CheckRole(string what, string? role, string? before, CatalogSnapshot catalog, CatalogProblems problems)
    {
        if (role is not null && role != before && Administrators.RoleOf(catalog, role) is null) problems.Add(CatalogErrors.RoleUnknown(role));
        if (role is { Length: 0 }) problems.Invalid(what, role, "its role is empty; leave it out for everybody.");
    }

    private static void CheckFields(LayoutDefinition layout, RecordTypeDefinition type, LayoutDefinition? before, CatalogProblems problems)
    {
        var placed = layout.Sections.SelectMany(s => s.Fields).Concat(layout.HiddenFields).ToList();
        var known = before is null ? [] : before.Sections.SelectMany(s => s.Fields).Concat(before.HiddenFields).Concat(before.KeyFields).ToHashSet(StringComparer.Ordinal);
        foreach (var field in placed.Concat(layout.KeyFields).Distinct(StringComparer.Ordinal).Where(f => !known.Contains(f) && !type.TryField(f, out _))) problems.Add(CatalogErrors.FieldUnknown(type.Key, field, type.Fields.Select(f => f.Key)));
        foreach (var twice in Twice(placed).Concat(Twice(layout.KeyFields)).Distinct(StringComparer.Ordinal)) problems.Add(LayoutErrors.Repeated(twice));
        if (layout.KeyFields.Count > LayoutDefinition.MaxKeyFields) problems.Invalid("Layout", layout.Key, $"it has more than {LayoutDefinition.MaxKeyFields} fields in the head of the page.");
    }

    private static void CheckParts(LayoutDefinition layout, RecordTypeDefinition type, CatalogSnapshot catalog, LayoutDefinition? before, CatalogProblems problems)
    {
        var parts = PartsOf(type, catalog);
        var named = layout.Main.Concat(layout.Side).Concat(layout.HiddenParts).ToList();
        var known = before is null ? [] : before.Main.Concat(before.Side).Concat(before.HiddenParts).ToHashSet(StringComparer.Ordinal);
        foreach (var part in named.Distinct(StringComparer.Ordinal).Where(p => !known.Contains(p) && !parts.Contains(p))) problems.Add(LayoutErrors.PartUnknown(part, type.Key));
        foreach (var twice in Twice(named)) problems.Add(LayoutErrors.Repeated(twice));
    }

    private static void CheckSections(LayoutDefinition layout, CatalogProblems problems)
    {
        foreach (var section in layout.Sections)
        {
            if (!FieldKey.IsValid(section.Key) || section.Key.Contains('.', StringComparison.Ordinal)) problems.Add(CatalogErrors.KeyInvalid("section of a layout", section.Key));
            if (string.IsNullOrWhiteSpace(section.Label?.English)) problems.Invalid("Layout", layout.Key, $"section '{section.Key}' has no name.");
            if (section.Columns is < 0 or > 2) problems.Invalid("Layout", layout.Key, $"section '{section.Key}' has 1 or 2 columns, or 0 for as many as fit.");
        }
        foreach (var twice in Twice(layout.Sections.Select(s => s.Key))) problems.Add(LayoutErrors.Repeated(twice));
    }

    private static void CheckButton(LayoutDefinition layout, LayoutButton button, RecordTypeDefinition type, LayoutDefinition? before, CatalogProblems problems)
    {
        if (!FieldKey.IsValid(button.Key) || button.Key.Contains('.', StringComparison.Ordinal)) problems.Add(CatalogErrors.KeyInvalid("button of a layout", button.Key));
        if (string.IsNullOrWhiteSpace(button.Label?.English)) problems.Invalid("Layout", layout.Key, $"button '{button.Key}' has no name.");
        var (fields, problem) = LayoutLink.Read(button.Link ?? "");
        if (fields is null) problems.Add(LayoutErrors.LinkInvalid(button.Key, problem));
        else if (before?.Buttons.Any(b => b.Link == button.Link) != true)
            foreach (var field in fields.Where(f => !type.TryField(f, out _))) problems.Add(CatalogErrors.FieldUnknown(type.Key, field, type.Fields.Select(f => f.Key)));
    }

    private static IEnumerable<string> Twice(IEnumerable<string> keys) => keys.GroupBy(k => k, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key);
}

using System.Globalization;
using CrmKit.Documents;
using CrmKit.Layouts;
using CrmKit.Pages;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web.Layouts;

/// <summary>A layout while somebody works on it.</summary>
internal sealed class LayoutDraft
{
    public const string Heads = "head";
    public const string Fields = "fields";
    public const string Parts = "parts";
    public const string Main = ":main";
    public const string Side = ":side";
    public const int MoreButtons = 2;

    private static readonly (string Part, string[] Types)[] Special =
    [
        (LayoutParts.Payments, ["order"]), (LayoutParts.Deliveries, ["order"]), (LayoutParts.Milestones, ["order"]), (LayoutParts.Versions, ["contract"]), (LayoutParts.Articles, ["case"]),
        (LayoutParts.Committee, ["account", "opportunity"]), (LayoutParts.Consents, ["contact", "lead"]),
    ];

    public required Arrangement Arranged { get; init; }

    /// <summary>The sections by their keys, without their fields.</summary>
    public required Dictionary<string, LayoutSection> Sections { get; init; }

    public required IReadOnlyList<LayoutButton> Buttons { get; init; }

    /// <summary>What a type has now: by a layout, or by its catalog where there is none.</summary>
    public static LayoutDraft Of(CatalogSnapshot catalog, RecordTypeDefinition type, LayoutDefinition? layout)
    {
        var arranged = new Arrangement();
        var fields = FieldsOf(type).Select(f => f.Key).ToList();
        arranged.Add(Heads, Arrangement.Chosen, layout?.KeyFields ?? []);
        arranged.Add(Heads, Arrangement.Rest, fields.Except(layout?.KeyFields ?? []));
        var sections = layout?.Sections ?? Default(type);
        foreach (var section in sections) arranged.Add(Fields, section.Key, section.Fields);
        arranged.Add(Fields, Arrangement.Hidden, layout?.HiddenFields ?? []);
        arranged.Add(Fields, Arrangement.Rest, fields.Except(sections.SelectMany(s => s.Fields)).Except(layout?.HiddenFields ?? []));
        var named = (layout?.Main ?? []).Concat(layout?.Side ?? []).Concat(layout?.HiddenParts ?? []).ToHashSet(StringComparer.Ordinal);
        arranged.Add(Parts, Main, [.. layout?.Main ?? [], .. LayoutParts.Main.Where(p => !named.Contains(p) && Fits(catalog, type, p))]);
        arranged.Add(Parts, Side, [.. layout?.Side ?? [], .. LayoutParts.Side.Where(p => !named.Contains(p) && Fits(catalog, type, p))]);
        arranged.Add(Parts, Arrangement.Hidden, layout?.HiddenParts ?? []);
        arranged.Add(Parts, Arrangement.Rest, RelationsOf(catalog, type).Select(r => r.Key).Concat(SectionsOf(catalog, type).Select(s => s.Key)).Where(p => !named.Contains(p)));
        return new LayoutDraft { Arranged = arranged, Sections = sections.ToDictionary(s => s.Key, StringComparer.Ordinal), Buttons = layout?.Buttons ?? [] };
    }

    /// <summary>What a form brought.</summary>
    public static LayoutDraft Read(IFormCollection form)
    {
        var arranged = Arrangement.Read(form);
        var sections = arranged.Zones.Where(z => z.Group == Fields && !z.Key.StartsWith(':')).Select(z => new LayoutSection
        {
            Key = z.Key, Label = Named(form, "english." + z.Key, "chinese." + z.Key), Columns = int.TryParse(form["columns." + z.Key], NumberStyles.None, CultureInfo.InvariantCulture, out var columns) ? columns : 0,
        });
        var buttons = new List<LayoutButton>();
        for (var i = 0; form.ContainsKey($"link.{i}"); i++)
        {
            var (label, link) = (Named(form, $"button-english.{i}", $"button-chinese.{i}"), form[$"link.{i}"].ToString().Trim());
            if (link.Length == 0 && label.English.Length == 0) continue; // a row left empty is no button
            var key = form[$"button.{i}"].ToString() is { Length: > 0 } known ? known : KeyOf(label.English, "button", buttons.Select(b => b.Key));
            buttons.Add(new LayoutButton { Key = key, Label = label, Link = link });
        }
        return new LayoutDraft { Arranged = arranged, Sections = sections.DistinctBy(s => s.Key).ToDictionary(s => s.Key, StringComparer.Ordinal), Buttons = buttons };
    }

    /// <summary>A new section, called what was typed; nothing without a name.</summary>
    public void AddSection(IFormCollection form)
    {
        var label = Named(form, "new-english", "new-chinese");
        if (label.English.Length == 0) return;
        var key = KeyOf(label.English, "section", Sections.Keys);
        Sections.Add(key, new LayoutSection { Key = key, Label = label });
        Arranged.Insert(Fields, key);
    }

    public LayoutDefinition Finish(string key, string recordType, string? role) => new()
    {
        Key = key, RecordType = recordType, Role = role,
        Sections = [.. Arranged.Zones.Where(z => z.Group == Fields && Sections.ContainsKey(z.Key)).Select(z => Sections[z.Key] with { Fields = [.. z.Items] })],
        KeyFields = [.. Arranged.Of(Heads, Arrangement.Chosen)],
        HiddenFields = [.. Arranged.Of(Fields, Arrangement.Hidden)],
        Main = [.. Arranged.Of(Parts, Main)],
        Side = [.. Arranged.Of(Parts, Side)],
        HiddenParts = [.. Arranged.Of(Parts, Arrangement.Hidden)],
        Buttons = Buttons,
    };

    /// <summary>What people call a part of the page; <see langword="null"/> when it is away with its plugin.</summary>
    public static string? LabelOf(WebCall call, RecordTypeDefinition type, string part)
    {
        if (call.Texts.Find("layout.part." + part) is { } own) return own;
        var catalog = call.Session.Catalog;
        if (RelationsOf(catalog, type).FirstOrDefault(r => r.Key == part) is { } relation && catalog.TryType(relation.RecordType, out var other))
            return $"{other.PluralLabel.For(call.Culture)} ({other.Field(relation.Field).Label.For(call.Culture)})";
        return SectionsOf(catalog, type).FirstOrDefault(s => s.Key == part) is { } section ? section.Label?.For(call.Culture) ?? section.Key : null;
    }

    private static IEnumerable<FieldDefinition> FieldsOf(RecordTypeDefinition type) => type.Fields.Where(f => f.Key is not ("id" or "version" or "deletedAt"));

    private static IReadOnlyList<LayoutSection> Default(RecordTypeDefinition type) =>
    [
        .. FieldsOf(type).Where(f => RecordHandler.KeyOf(f) is not (RecordHandler.State or RecordHandler.Kept)).GroupBy(f => f.Section?.Key ?? "").OrderBy(g => g.Key.Length > 0)
            .Select(g => new LayoutSection { Key = g.Key.Length == 0 ? "details" : g.Key.Replace('.', '-'), Label = g.First().Section?.Label ?? WebTexts.Label("record.details"), Fields = [.. g.Select(f => f.Key)] }).DistinctBy(s => s.Key),
    ];

    private static IEnumerable<RelationDefinition> RelationsOf(CatalogSnapshot catalog, RecordTypeDefinition type) =>
        catalog.RelationsOf(type.Key).Where(r => catalog.Type(r.RecordType) is var other && other.Field(r.Field).Nature == FieldNature.Descriptive && !RecordRelations.HasCard(other, r));

    private static IReadOnlyList<PageSection> SectionsOf(CatalogSnapshot catalog, RecordTypeDefinition type) => catalog.Pages.FirstOrDefault(p => p.Key == HostPages.Record(type.Key) && p.Source == "core")?.Sections ?? [];

    private static bool Fits(CatalogSnapshot catalog, RecordTypeDefinition type, string part) =>
        part == LayoutParts.Lines ? LinesHandler.LinesOf(catalog, type) is not null : Special.FirstOrDefault(s => s.Part == part).Types?.Contains(type.Key) != false;

    private static LocalizedText Named(IFormCollection form, string english, string chinese)
    {
        var (en, zh) = (form[english].ToString().Trim(), form[chinese].ToString().Trim());
        return new LocalizedText(en.Length > 0 ? en : zh, zh.Length > 0 ? zh : null);
    }

    private static string KeyOf(string name, string otherwise, IEnumerable<string> taken)
    {
        var slug = string.Join('-', name.ToLowerInvariant().Split([.. name.ToLowerInvariant().Where(c => !char.IsAsciiLetterOrDigit(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries));
        if (slug.Length is 0 or > 60 || !char.IsAsciiLetterLower(slug[0])) slug = otherwise;
        var known = taken.ToHashSet(StringComparer.Ordinal);
        return known.Contains(slug) ? Enumerable.Range(2, known.Count + 1).Select(n => $"{slug}-{n}").First(k => !known.Contains(k)) : slug;
    }
}

using CrmKit.Layouts;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>How the page and the form of records of a type look for the person: as administrators arranged it, and as without it where they say nothing.</summary>
internal sealed class RecordLayout
{
    private const string Rest = ":details"; // no section has such a key

    private readonly LayoutDefinition? _layout;
    private readonly Dictionary<string, LayoutSection> _sections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hidden;
    private readonly HashSet<string> _named;

    private RecordLayout(LayoutDefinition? layout)
    {
        _layout = layout;
        _hidden = new(layout?.HiddenFields ?? [], StringComparer.Ordinal);
        _named = new((layout?.Main ?? []).Concat(layout?.Side ?? []).Concat(layout?.HiddenParts ?? []), StringComparer.Ordinal);
        foreach (var section in layout?.Sections ?? [])
            foreach (var field in section.Fields) (_sections[field], _places[field]) = (section, _places.Count);
    }

    /// <summary>As if nobody had arranged anything.</summary>
    public static RecordLayout None { get; } = new(null);

    public static async ValueTask<RecordLayout> OfAsync(WebCall call, RecordTypeDefinition type) => new(await call.Session.Layouts.FindAsync(type.Key, call.Cancelled));

    /// <summary>The fields for the head of the page; <see langword="null"/> when nobody chose.</summary>
    public IReadOnlyList<string>? KeyFields => _layout is { KeyFields.Count: > 0 } layout ? layout.KeyFields : null;

    /// <summary>The parts of the page's wide column, in order.</summary>
    public IReadOnlyList<string> Main => [.. _layout?.Main ?? [], .. LayoutParts.Main.Where(p => !_named.Contains(p))];

    /// <summary>The parts of its narrow column, in order.</summary>
    public IReadOnlyList<string> Side => [.. _layout?.Side ?? [], .. LayoutParts.Side.Where(p => !_named.Contains(p))];

    /// <summary>What plugins add that stands elsewhere than below the page, or nowhere.</summary>
    public IReadOnlySet<string> Named => _named;

    public bool IsShown(string part) => _layout?.HiddenParts.Contains(part) != true;

    /// <summary>Whether a field is on the page at all.</summary>
    public bool IsShown(FieldDefinition field) => !_hidden.Contains(field.Key);

    /// <summary>Fields under the headings of the layout; all others by a key of their own, after those, and a new field of a section that the layout has at its end.</summary>
    /// <returns>Groups with the section of the layout; without one, under the key that was given.</returns>
    public IEnumerable<(string Key, LayoutSection? Section, IReadOnlyList<FieldDefinition> Fields)> Arrange(IEnumerable<FieldDefinition> fields, Func<FieldDefinition, string> keyOf)
    {
        var groups = fields.Where(IsShown).Select(f => (Field: f, Section: SectionOf(f))).GroupBy(f => (Key: f.Section is null ? keyOf(f.Field) : f.Section.Key, f.Section))
            .Select(g => (g.Key.Key, g.Key.Section, Fields: (IReadOnlyList<FieldDefinition>)[.. g.Select(f => f.Field).OrderBy(PlaceOf)])).ToList();
        return groups.OrderBy(g => g.Section is null ? 1 : 0).ThenBy(g => g.Section is null ? 0 : IndexOf(g.Section));
    }

    /// <summary>A form as the layout has it. What it hides is asked for all the same while it is required and empty, when it is wrong, and when the form brings a value for it.</summary>
    public IReadOnlyList<FieldEntry> Arrange(WebCall call, IReadOnlyList<FieldDefinition> fields, IReadOnlyList<FieldEntry> entries, Func<FieldDefinition, bool> isGiven)
    {
        if (_layout is null) return entries;
        var byField = fields.Zip(entries).ToDictionary(f => f.First.Key, f => f.Second, StringComparer.Ordinal);
        return
        [
            .. fields.Where(f => IsShown(f) || byField[f.Key] is var e && (e.Errors.Count > 0 || e.IsRequired && e.Value.Length == 0 || isGiven(f)))
                .OrderBy(f => SectionOf(f) is { } section ? IndexOf(section) : _layout.Sections.Count).ThenBy(PlaceOf)
                .Select(f => byField[f.Key] with
                {
                    Section = SectionOf(f) is { } section ? (section.Key, section.Label.For(call.Culture)) : byField[f.Key].Section ?? (Rest, call.Texts["record.details"]),
                    Columns = SectionOf(f)?.Columns ?? 0,
                }),
        ];
    }

    private LayoutSection? SectionOf(FieldDefinition field) =>
        _sections.GetValueOrDefault(field.Key) ?? (_layout is null || field.Section is not { } own || field.Nature is FieldNature.State or FieldNature.System ? null : _layout.Sections.FirstOrDefault(s => s.Key == own.Key));

    private int IndexOf(LayoutSection section) => _layout!.Sections.TakeWhile(s => s != section).Count();

    private int PlaceOf(FieldDefinition field) => _places.GetValueOrDefault(field.Key, int.MaxValue);
}

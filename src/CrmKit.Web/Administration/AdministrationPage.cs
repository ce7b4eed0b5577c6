using System.Globalization;
using System.Text.RegularExpressions;
using CrmKit.Access;
using CrmKit.Fields;
using CrmKit.Pages;
using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Web.Administration;

/// <summary>A page of CrmKit's own: for administrators unless it says otherwise.</summary>
internal abstract partial class AdministrationPage(string key, int order) : IAdministrationPage
{
    public string Key => key;

    public int Order => order;

    public LocalizedText Label { get; } = WebTexts.Label("admin." + key);

    public virtual ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => AdministratorRights.IsOneAsync(session, cancellationToken);

    public abstract Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken);

    public virtual Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken) => throw Unknown(act);

    protected static CrmValidationException Unknown(string act) => new([new CrmError("request.form-stale", $"The page knows no act '{act}'. Reload it and try again.")]);

    protected static WebTexts TextsOf(PageRequest request) => WebTexts.For(request.Culture);

    protected static PageCell Cell(string? text, PageTone tone = PageTone.Plain) => new(text ?? "") { Tone = tone };

    protected static PageCell Cell(long number) => new(number.ToString(CultureInfo.InvariantCulture));

    protected static PageCell YesOrNo(WebTexts texts, bool isSo) => new(isSo ? texts["value.yes"] : "") { Tone = PageTone.Muted };

    /// <summary>A cell that leads on within the same page.</summary>
    protected static PageCell Link(string text, params ReadOnlySpan<(string Name, string Value)> values) => new(text) { Link = new PageLink(text) { Values = Values(values) } };

    protected static PageCell Record(string text, string type, Guid id) => new(text) { Link = new PageLink(text) { Record = new RecordRef(type, id) } };

    /// <summary>What people know a record by; its id when they may not read that.</summary>
    protected static string NameOf(RecordTypeDefinition type, Record record, IReadOnlySet<string> hidden) =>
        !hidden.Contains(type.NameField) && type.Field(type.NameField).Get(record) is string { Length: > 0 } name ? name : record.Id.ToString();

    protected static PageCell Buttons(params IReadOnlyList<PageButton> buttons) => new("") { Buttons = buttons };

    protected static PageButton Button(string label, string act, bool isDangerous = false, params ReadOnlySpan<(string Name, string Value)> values) =>
        new(label, act) { IsDangerous = isDangerous, Values = Values(values) };

    protected static PageField Text(string name, string label, string? value = null, bool isRequired = false, string? help = null, FieldKind kind = FieldKind.Text) =>
        new(name, label) { Value = value ?? "", IsRequired = isRequired, Help = help, Kind = kind };

    protected static PageField Flag(string name, string label, bool value, string? help = null) => new(name, label) { Kind = FieldKind.Bool, Value = value ? "true" : "false", Help = help };

    protected static PageField Choice(string name, string label, IReadOnlyList<PageOption> options, string? value = null, bool isRequired = false, string? help = null) =>
        new(name, label) { Options = options, Value = value ?? "", IsRequired = isRequired, Help = help };

    protected static IReadOnlyDictionary<string, string> Values(params ReadOnlySpan<(string Name, string Value)> values)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values) all[name] = value;
        return all;
    }

    protected static bool IsOn(PageRequest request, string name) => request[name] == "true";

    protected static Guid IdOf(PageRequest request, string name = "id") => Guid.TryParseExact(request[name], "D", out var id) ? id : throw Missing(request, name);

    protected static string Needed(PageRequest request, string name) => request[name] ?? throw Missing(request, name);

    /// <summary>The key of what is new: as it was typed, else made of its English name.</summary>
    protected static string NewKey(PageRequest request)
    {
        var key = request["key"] ?? string.Join('-', NotOfKeys().Split(Needed(request, "english").ToLowerInvariant()).Where(w => w.Length > 0));
        return FieldKey.IsValid(key) ? key : throw new CrmValidationException([new CrmError("catalog.key-invalid", TextsOf(request)["admin.key-help"]) { Field = "key" }]);
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotOfKeys();

    protected static int? WholeNumber(PageRequest request, string name) => request[name] is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(request, name);

    protected static decimal? Number(PageRequest request, string name) => request[name] is not { } text ? null
        : decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(request, name);

    protected static CrmValidationException Missing(PageRequest request, string name) => new([new CrmError("field.required", TextsOf(request)["code.field.required"]) { Field = name }]);

    protected static CrmValidationException Wrong(PageRequest request, string name) => new([new CrmError("field.type", TextsOf(request)["admin.unreadable"]) { Field = name }]);

    /// <summary>Record types as choices, by label.</summary>
    protected static IReadOnlyList<PageOption> TypeOptions(PageRequest request, IEnumerable<RecordTypeDefinition> types) =>
        [.. types.Select(t => new PageOption(t.Key, t.Label.For(request.Culture)))];

    /// <summary>All that is known of a code, in words.</summary>
    protected static string Word<T>(WebTexts texts, string group, T code) where T : struct, Enum => texts.Find($"{group}.{EnumCode.Of(code)}") ?? EnumCode.Of(code);

    protected static IReadOnlyList<PageOption> Words<T>(WebTexts texts, string group) where T : struct, Enum => [.. Enum.GetValues<T>().Select(v => new PageOption(EnumCode.Of(v), Word(texts, group, v)))];

    /// <summary>The users who may be chosen, by name.</summary>
    protected static async Task<IReadOnlyList<User>> UsersAsync(ICrmSession session, CancellationToken cancellationToken) =>
        await session.Records.ListAsync(new Specification<User>(u => u.IsActive).OrderBy(u => u.Name).Take(500), cancellationToken);
}

using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What people know records by, and fields with the records that references point at.</summary>
internal sealed class RecordNames(WebCall call, IReadOnlyDictionary<RecordRef, Record> included)
{
    /// <summary>The name of a record; its type when it has none or the person may not read it.</summary>
    public static async Task<string> OfAsync(WebCall call, Record record)
    {
        var type = call.Session.Catalog.TypeOf(record);
        return Of(call, type, record, await call.HiddenAsync(type));
    }

    public static string Of(WebCall call, RecordTypeDefinition type, Record record, IReadOnlySet<string> hidden)
    {
        var name = type.TryField(type.NameField, out var field) && !hidden.Contains(field.Key) ? call.Text.Of(field, record) : "";
        return name.Length > 0 ? name : type.Label.For(call.Culture);
    }

    /// <summary>A field of a record, with a link where it is a reference to a record that the person may see.</summary>
    public async ValueTask<FieldShown> ShowAsync(FieldDefinition field, Record record)
    {
        var (label, help) = (field.Label.For(call.Culture), field.Description?.For(call.Culture));
        if (field.ReferenceType is not { } to || field.Get(record) is not Guid id)
            return new FieldShown(field.Key, label, help, field.ReferenceType is null && field.Key != "id" ? Text(field, record) : "", LinkOf(field, record), field.Kind);
        if (!call.Session.Catalog.TryType(to, out var type) || !included.TryGetValue(type.Ref(id), out var other))
            return new FieldShown(field.Key, label, help, call.Texts["value.not-visible"], null, field.Kind);
        return new FieldShown(field.Key, label, help, Of(call, type, other, await call.HiddenAsync(type)), call.Links.Record(type, id), field.Kind);
    }

    /// <summary>A field as it is shown, and when it is an amount, in which currency.</summary>
    public static FieldShown WithCurrency(RecordTypeDefinition type, Record record, FieldShown shown, IReadOnlySet<string> hidden) =>
        shown is { Kind: FieldKind.Money, Text.Length: > 0 } && type.TryField("currency", out var currency) && !hidden.Contains(currency.Key) && currency.Get(record) is string code ? shown with { Text = $"{shown.Text} {code}" } : shown;

    private string Text(FieldDefinition field, Record record)
    {
        var text = call.Text.Of(field, record);
        return text.Length > 0 && FormFields.EditorOf(call, field)?.Unit is { } unit ? $"{text} {unit.For(call.Culture)}" : text;
    }

    private string? LinkOf(FieldDefinition field, Record record) =>
        FormFields.EditorOf(call, field)?.Link is { } link && field.Get(record) is { } value ? link.Replace("{value}", Uri.EscapeDataString(call.Text.Input(field, value)), StringComparison.Ordinal) : Link(field, record);

    // Only what cannot run anything when it is followed.
    private static string? Link(FieldDefinition field, Record record) => field.Get(record) switch
    {
        string mail when field.Kind == FieldKind.Email => "mailto:" + Uri.EscapeDataString(mail).Replace("%40", "@", StringComparison.Ordinal),
        string number when field.Kind == FieldKind.Phone && number.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')') => "tel:" + number.Replace(" ", "", StringComparison.Ordinal),
        string url when field.Kind == FieldKind.Url && Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) => address.AbsoluteUri,
        _ => null,
    };
}

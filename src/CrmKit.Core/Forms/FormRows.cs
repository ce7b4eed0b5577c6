using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CrmKit.Forms;

/// <summary>Rows of forms as what people see.</summary>
internal static class FormRows
{
    public static WebForm View(FormEntry row) =>
        JsonSerializer.Deserialize(row.Definition, FormJson.Default.WebForm)! with { Id = row.Id, Key = row.PublicKey, Name = row.Name };

    public static string Definition(WebForm form) => JsonSerializer.Serialize(form, FormJson.Default.WebForm);

    /// <summary>What the audit tells of a form: all that administrators write.</summary>
    public static string ForAudit(FormEntry row)
    {
        var form = JsonNode.Parse(row.Definition)!.AsObject();
        form.Remove("id");
        form.Remove("key");
        form.Remove("version");
        (form["publicKey"], form["name"]) = (row.PublicKey, row.Name);
        return form.ToJsonString();
    }

    public static FormSubmission View(FormSubmissionEntry row) => new()
    {
        Id = row.Id, At = row.At, Status = row.Status, Reason = row.Reason, Consent = row.Consent, LeadId = row.LeadId, Values = ValuesOf(row),
    };

    public static IReadOnlyDictionary<string, string> ValuesOf(FormSubmissionEntry row) => JsonSerializer.Deserialize(row.Filled, FormJson.Default.IReadOnlyDictionaryStringString)!;

    public static string Values(IReadOnlyDictionary<string, string> values) => JsonSerializer.Serialize(values, FormJson.Default.IReadOnlyDictionaryStringString);

    /// <summary>The text for a language; English when there is none.</summary>
    public static string? TextFor(IReadOnlyDictionary<string, string> texts, string language) => texts.GetValueOrDefault(language) ?? texts.GetValueOrDefault("en");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebForm))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class FormJson : JsonSerializerContext;

using System.Text.Json;
using CrmKit.Consents;

namespace CrmKit.Imports;

/// <summary>Reads the JSON form of a map strictly: what is not understood is an error with its place, never left out.</summary>
internal static class ImportMapReader
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    public static ImportMap Read(string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        catch (JsonException e)
        {
            throw Invalid("$", $"not valid JSON: {e.Message}");
        }
        using (document) return Map(document.RootElement);
    }

    private static ImportMap Map(JsonElement root)
    {
        var columns = new List<ImportColumn>();
        var map = new ImportMap { Columns = columns };
        foreach (var (name, value, path) in Properties(root, "$"))
        {
            map = name switch
            {
                "delimiter" => map with { Delimiter = Delimiter(value, path) },
                "encoding" => map with { Encoding = Text(value, path) },
                "sheet" => map with { Sheet = Text(value, path) },
                "headerRow" => map with { HeaderRow = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var row) && row > 0 ? row : throw Invalid(path, "a whole number from 1 is expected here.") },
                "key" => map with { Key = Texts(value, path) },
                "onExisting" => map with { OnExisting = Policy(value, path) },
                "currency" => map with { Currency = Text(value, path) },
                "ignore" => map with { Ignore = Texts(value, path) },
                "guarded" => map with { IsGuarded = Flag(value, path) },
                "consents" => map with { Consents = Consents(value, path) },
                "columns" or "constants" => map,
                _ => throw Unknown(path, "delimiter, encoding, sheet, headerRow, key, onExisting, currency, guarded, columns, constants, consents, ignore"),
            };
            if (name == "columns")
            {
                foreach (var (header, target, at) in Properties(value, path)) AddTargets(columns, header, target, at);
            }
            else if (name == "constants")
            {
                foreach (var (field, constant, at) in Properties(value, path)) columns.Add(new ImportColumn { Field = field, Value = Scalar(constant, at) });
            }
        }
        return columns.Count > 0 ? map : throw Invalid("$.columns", "no field is filled. Map at least one column.");
    }

    private static void AddTargets(List<ImportColumn> columns, string header, JsonElement target, string path)
    {
        if (target.ValueKind != JsonValueKind.Array)
        {
            columns.Add(Target(header, target, path));
            return;
        }
        var i = 0;
        foreach (var item in target.EnumerateArray()) columns.Add(Target(header, item, $"{path}[{i++}]"));
        if (i == 0) throw Invalid(path, "names no field. Put the column under \"ignore\" if it is not wanted.");
    }

    private static ImportColumn Target(string header, JsonElement target, string path)
    {
        if (target.ValueKind == JsonValueKind.String) return new ImportColumn { Column = header, Field = Text(target, path) };
        var column = new ImportColumn { Column = header, Field = "" };
        foreach (var (name, value, at) in Properties(target, path))
            column = name switch
            {
                "field" => column with { Field = Text(value, at) },
                "join" => column with { Join = Texts(value, at) },
                "plus" => column with { Plus = Texts(value, at) },
                "minus" => column with { Minus = Texts(value, at) },
                "formats" => column with { Formats = Texts(value, at) },
                "values" => column with { Values = Properties(value, at).ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.Null ? "" : Scalar(p.Value, p.Path)) },
                "empty" => column with { Empty = Texts(value, at) },
                "type" => column with { RecordType = Text(value, at) },
                "lookup" => column with { LookupField = Text(value, at) },
                "createMissing" => column with { CreateMissing = Flag(value, at) },
                "decimalMark" => column with { DecimalMark = DecimalMark(value, at) },
                _ => throw Unknown(at, "field, join, plus, minus, formats, values, empty, type, lookup, createMissing, decimalMark"),
            };
        return column.Field.Length > 0 ? column : throw Invalid(path, "\"field\" is missing.");
    }

    private static List<ImportConsent> Consents(JsonElement list, string path) =>
        list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select((item, i) => Consent(item, $"{path}[{i}]"))] : throw Invalid(path, "a list is expected here.");

    private static ImportConsent Consent(JsonElement item, string path)
    {
        var consent = new ImportConsent { Column = "", Purpose = "", At = "", Evidence = "" };
        foreach (var (name, value, at) in Properties(item, path))
            consent = name switch
            {
                "column" => consent with { Column = Text(value, at) },
                "purpose" => consent with { Purpose = Text(value, at) },
                "channel" => consent with { Channel = Channel(value, at) },
                "at" => consent with { At = Text(value, at) },
                "formats" => consent with { Formats = Texts(value, at) },
                "evidence" => consent with { Evidence = Text(value, at) },
                "evidenceColumn" => consent with { EvidenceColumn = Text(value, at) },
                "text" => consent with { Text = Text(value, at) },
                "language" => consent with { Language = Text(value, at) },
                _ => throw Unknown(at, "column, purpose, channel, at, formats, evidence, evidenceColumn, text, language"),
            };
        foreach (var (name, text) in new[] { ("column", consent.Column), ("purpose", consent.Purpose), ("at", consent.At), ("evidence", consent.Evidence) })
            if (text.Length == 0) throw Invalid(path, $"\"{name}\" is missing.");
        return consent;
    }

    private static ConsentChannel Channel(JsonElement value, string path) =>
        Enum.GetValues<ConsentChannel>().Where(c => EnumCode.Of(c) == Text(value, path)).Select(c => (ConsentChannel?)c).FirstOrDefault() ?? throw Invalid(path, "\"email\", \"phone\", \"sms\", \"chat\" or \"post\" is expected here.");

    private static IEnumerable<(string Name, JsonElement Value, string Path)> Properties(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject().Select(p => (p.Name, p.Value, $"{path}.{p.Name}"))
            : throw Invalid(path, "an object is expected here.");

    private static string Text(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : throw Invalid(path, "a text is expected here.");

    private static string Scalar(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw Invalid(path, "a text, a number, true or false is expected here."),
    };

    private static bool Flag(JsonElement value, string path) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Invalid(path, "true or false is expected here.");

    private static List<string> Texts(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => [.. value.EnumerateArray().Select((item, i) => Scalar(item, $"{path}[{i}]"))],
        _ => throw Invalid(path, "a text or a list of texts is expected here."),
    };

    private static string Delimiter(JsonElement value, string path) =>
        Text(value, path) switch
        {
            "tab" => "\t",
            { Length: 1 } one when one[0] is not ('"' or '\r' or '\n') => one,
            _ => throw Invalid(path, "one character, or \"tab\", is expected here."),
        };

    private static string DecimalMark(JsonElement value, string path) =>
        Text(value, path) is "." or "," ? value.GetString()! : throw Invalid(path, "\".\" or \",\" is expected here.");

    private static ExistingRecordPolicy Policy(JsonElement value, string path) => Text(value, path) switch
    {
        "refuse" => ExistingRecordPolicy.Refuse,
        "skip" => ExistingRecordPolicy.Skip,
        "update" => ExistingRecordPolicy.Update,
        "create" => ExistingRecordPolicy.Create,
        "ask" => ExistingRecordPolicy.Ask,
        _ => throw Invalid(path, "\"refuse\", \"skip\", \"update\", \"create\" or \"ask\" is expected here."),
    };

    private static CrmValidationException Unknown(string path, string known) => Invalid(path, $"there is no such setting here. Known: {known}.");

    private static CrmValidationException Invalid(string path, string why) => new(new CrmError("import.map-invalid", $"Map, at {path}: {why}") { Field = path });
}

using System.Globalization;
using CrmKit.Consents;
using CrmKit.Imports;
using CrmKit.Pages;

namespace CrmKit.Web.Imports;

/// <summary>The columns of a file that say what people allowed, as a form asks for them: those that the map has, and room for more.</summary>
internal static class ConsentColumns
{
    private const int Spare = 2;
    private const string Prefix = "consent";

    /// <summary>What is asked for each; nothing of types that are no people.</summary>
    public static IEnumerable<PageField> Of(WebCall call, RecordTypeDefinition type, IEnumerable<string> columns, IReadOnlyList<ImportConsent> known)
    {
        if (!type.IsPerson) yield break;
        var texts = call.Texts;
        List<PageOption> offered = [new("", texts["import.consent-none"]), .. columns.Where(c => c.Length > 0).Select(c => new PageOption(c, c))];
        List<PageOption> channels = [.. Enum.GetValues<ConsentChannel>().Select(c => new PageOption(EnumCode.Of(c), texts["consents.channel." + EnumCode.Of(c)]))];
        for (var i = 0; i < known.Count + Spare; i++)
        {
            var consent = i < known.Count ? known[i] : null;
            yield return new PageField(Name(i, "column"), Label(i, "import.consent-column")) { Options = offered, Value = consent?.Column ?? "", Help = texts["import.consent-help"] };
            yield return new PageField(Name(i, "purpose"), Label(i, "consents.purpose")) { Value = consent?.Purpose ?? "", Help = texts["consents.purpose-help"] };
            yield return new PageField(Name(i, "channel"), Label(i, "consents.channel")) { Options = channels, Value = EnumCode.Of(consent?.Channel ?? ConsentChannel.Email) };
            yield return new PageField(Name(i, "at"), Label(i, "import.consent-at")) { Options = offered, Value = consent?.At ?? "" };
            yield return new PageField(Name(i, "formats"), Label(i, "import.formats")) { Value = string.Join(" | ", consent?.Formats ?? []) };
            yield return new PageField(Name(i, "evidence"), Label(i, "consents.evidence")) { Value = consent?.Evidence ?? "" };
            yield return new PageField(Name(i, "text"), Label(i, "consents.text")) { Value = consent?.Text ?? "" };
        }

        string Label(int i, string key) => texts.Format("import.consent-of", i + 1, texts[key]);
    }

    /// <summary>The consents as they were put right; without the form's fields, as they were.</summary>
    /// <exception cref="CrmValidationException">Of one that has a column, something is missing.</exception>
    public static IReadOnlyList<ImportConsent> Read(WebCall call, IReadOnlyDictionary<string, string> typed, IReadOnlyList<ImportConsent> known)
    {
        if (!typed.ContainsKey(Name(0, "column"))) return known;
        var (consents, errors) = (new List<ImportConsent>(), new List<CrmError>());
        for (var i = 0; typed.TryGetValue(Name(i, "column"), out var column); i++)
        {
            if (column.Length == 0) continue;
            var before = known.FirstOrDefault(c => c.Column == column) ?? new ImportConsent { Column = column, Purpose = "", At = "", Evidence = "", Language = call.Culture };
            var channel = Typed(i, "channel");
            consents.Add(before with
            {
                Purpose = Demanded(i, "purpose"),
                Channel = EnumCode.Codes(typeof(ConsentChannel)).Contains(channel) ? (ConsentChannel)EnumCode.Parse(typeof(ConsentChannel), channel) : ConsentChannel.Email,
                At = Demanded(i, "at"),
                Formats = Typed(i, "formats").Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                Evidence = Demanded(i, "evidence"),
                Text = Typed(i, "text") is { Length: > 0 } text ? text : null,
            });
        }
        return errors.Count == 0 ? consents : throw new CrmValidationException(errors);

        string Typed(int i, string part) => typed.GetValueOrDefault(Name(i, part), "").Trim();

        string Demanded(int i, string part)
        {
            var text = Typed(i, part);
            if (text.Length == 0) errors.Add(new CrmError("field.required", call.Texts.Format("import.consent-missing", i + 1)) { Field = Name(i, part) });
            return text;
        }
    }

    private static string Name(int consent, string part) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{consent}.{part}");
}

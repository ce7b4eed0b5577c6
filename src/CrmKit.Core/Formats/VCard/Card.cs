using System.Globalization;

namespace CrmKit.Formats.VCard;

/// <summary>A card as one row: a column for what most cards have, and one for the rest, so that nothing is lost unnoticed.</summary>
internal sealed class Card
{
    public static readonly string[] Columns =
    [
        "uid", "fullName", "prefix", "firstName", "middleName", "lastName", "suffix", "nickname", "organization", "department", "jobTitle", "role",
        "email", "email2", "email3", "phone", "phone2", "phone3", "mobile", "fax", "url", "birthday", "note", "categories",
        "street", "city", "region", "postalCode", "country", "street2", "city2", "region2", "postalCode2", "country2", "more",
    ];

    private static readonly Dictionary<string, int> At = Columns.Select((c, i) => (c, i)).ToDictionary(c => c.c, c => c.i);
    private static readonly Dictionary<string, string> Simple = new()
    {
        ["UID"] = "uid", ["FN"] = "fullName", ["NICKNAME"] = "nickname", ["TITLE"] = "jobTitle", ["ROLE"] = "role", ["URL"] = "url", ["NOTE"] = "note", ["CATEGORIES"] = "categories",
    };

    // How the card was made and shown, and what is no text.
    private static readonly HashSet<string> LeftOut = ["BEGIN", "END", "VERSION", "PRODID", "REV", "SOURCE", "PROFILE", "MAILER", "CLASS", "SORT-STRING", "LABEL", "NAME", "XML", "CLIENTPIDMAP", "AGENT", "PHOTO", "LOGO", "SOUND", "KEY"];

    private readonly string[] _cells = [.. Columns.Select(_ => "")];
    private readonly List<string> _more = [];

    public static string[] Cells(IReadOnlyList<CardProperty> properties)
    {
        var card = new Card();
        foreach (var property in properties.OrderBy(p => p.Preference)) card.Add(property);
        if (card["fullName"].Length == 0) card["fullName"] = string.Join(' ', new[] { card["firstName"], card["lastName"] }.Where(n => n.Length > 0));
        if (card["fullName"].Length == 0) card["fullName"] = ((string[])["nickname", "organization", "email", "phone", "mobile"]).Select(c => card[c]).FirstOrDefault(t => t.Length > 0) ?? ""; // as telephones show it
        if (card["lastName"].Length == 0 && card["firstName"].Length == 0 && card["organization"] != card["fullName"]) card["lastName"] = card["fullName"]; // 4.0 may leave the parts out
        card["more"] = string.Join("\n", card._more);
        return card._cells;
    }

    private string this[string column]
    {
        get => _cells[At[column]];
        set => _cells[At[column]] = value;
    }

    private void Add(CardProperty property)
    {
        if (LeftOut.Contains(property.Name) || property.IsBase64 || property.Name.StartsWith("X-", StringComparison.Ordinal) && property.Text.StartsWith("_$!<", StringComparison.Ordinal)) return;
        switch (property.Name)
        {
            case "N": Fill(property, property.Parts, "lastName", "firstName", "middleName", "prefix", "suffix"); break;
            case "ORG": Fill(property, property.Fields is [var name, .. var units] ? [name, string.Join(", ", units.Where(u => u.Length > 0))] : [], "organization", "department"); break;
            case "EMAIL": First(property, WithoutScheme(property.Text, "mailto:"), "email", "email2", "email3"); break;
            case "TEL": First(property, Number(property.Text), property.Is("FAX") ? ["fax"] : property.Is("CELL") ? ["mobile", "phone", "phone2", "phone3"] : property.Is("PAGER") ? [] : ["phone", "phone2", "phone3"]); break;
            case "ADR": Address(property); break;
            case "BDAY": First(property, Day(property.Text), Day(property.Text).StartsWith('-') ? [] : ["birthday"]); break;
            default: First(property, property.Text, Simple.TryGetValue(property.Name, out var column) ? [column] : []); break;
        }
    }

    private void First(CardProperty property, string text, params string[] columns)
    {
        if (text.Length == 0) return;
        if (columns.Any(c => this[c] == text)) return;
        if (columns.FirstOrDefault(c => this[c].Length == 0) is { } column) this[column] = text;
        else _more.Add($"{property.Name}: {text}");
    }

    private void Fill(CardProperty property, string[] parts, params string[] columns)
    {
        if (columns.Any(c => this[c].Length > 0)) First(property, string.Join("; ", parts.Where(p => p.Length > 0)));
        else
            for (var i = 0; i < Math.Min(parts.Length, columns.Length); i++) this[columns[i]] = parts[i];
    }

    // Post box, further line, street, city, region, postal code, country.
    private void Address(CardProperty property)
    {
        var parts = property.Fields.Concat(Enumerable.Repeat("", 7)).Take(7).Select(p => p.Replace("\n", ", ", StringComparison.Ordinal).TrimEnd(',', ' ')).ToArray();
        if (parts.All(p => p.Length == 0)) return;
        string[] address = [string.Join(", ", new[] { parts[2], parts[1], parts[0] }.Where(p => p.Length > 0)), .. parts[3..]];
        string[] first = ["street", "city", "region", "postalCode", "country"];
        var isTaken = first.Any(c => this[c].Length > 0);
        Fill(property, address, isTaken ? [.. first.Select(c => c + "2")] : first);
    }

    private static string Number(string text)
    {
        text = WithoutScheme(text, "tel:");
        return text.Replace(";ext=", " ext. ", StringComparison.OrdinalIgnoreCase);
    }

    private static string Day(string text) =>
        DateTime.TryParseExact(text.Split('T')[0], ["yyyyMMdd", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : text;

    private static string WithoutScheme(string text, string scheme) => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? text[scheme.Length..] : text;
}

using System.Globalization;
using System.Text;

namespace CrmKit.Formats.VCard;

/// <summary>Cards of people and organisations, version 4.0: what address books take. Fields that cards have no place for are not in them.</summary>
internal class VCardExport : IExportFormat
{
    protected virtual string Version => "4.0";

    public ValueTask<IExportWriter> OpenAsync(ExportTarget target, CancellationToken cancellationToken) => new(new Writer(target, Version));

    private sealed class Writer(ExportTarget target, string version) : IExportWriter
    {
        private readonly Dictionary<string, int> _at = target.Columns.Select((c, i) => (c.Key, i)).ToDictionary(c => c.Key, c => c.i);
        private readonly StreamWriter _text = new(target.Output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };

        public async ValueTask WriteAsync(IReadOnlyList<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
        {
            foreach (var row in rows) Card(row);
            await _text.FlushAsync(cancellationToken);
        }

        public async ValueTask CompleteAsync(CancellationToken cancellationToken) => await _text.FlushAsync(cancellationToken);

        public ValueTask DisposeAsync() => _text.DisposeAsync();

        private void Card(IReadOnlyList<object?> row)
        {
            string Text(params ReadOnlySpan<string> keys)
            {
                foreach (var key in keys)
                    if (_at.TryGetValue(key, out var at) && row[at] is { } value && value.ToString() is { Length: > 0 } text) return text;
                return "";
            }
            var isPerson = _at.ContainsKey("lastName");
            var (first, last) = (Text("firstName"), Text("lastName"));
            var name = Text("name") is { Length: > 0 } whole ? whole : $"{first} {last}".Trim();
            Line("BEGIN", "VCARD");
            Line("VERSION", version);
            if (Text("externalId") is { Length: > 0 } key) Line("UID", Escaped(key));
            Line("FN", Escaped(name));
            Line("N", isPerson ? Parts(last, first, "", "", "") : Parts(name, "", "", "", ""));
            Known("ORG", Parts(Text("accountId", "companyName"), Text("department")));
            Known("TITLE", Escaped(Text("jobTitle")));
            Known("EMAIL;TYPE=work", Escaped(Text("email")));
            Known("TEL;TYPE=work", Escaped(Text("phone")));
            Known("TEL;TYPE=cell", Escaped(Text("mobile")));
            Known("URL", Escaped(Text("website")));
            if (_at.TryGetValue("bornOn", out var born) && row[born] is DateOnly day) Line("BDAY", day.ToString(version == "3.0" ? "yyyy-MM-dd" : "yyyyMMdd", CultureInfo.InvariantCulture));
            Known("ADR;TYPE=work", Parts("", "", Text("street"), Text("city"), Text("region"), Text("postalCode"), Text("country")));
            Known("NOTE", Escaped(Text("description", "needDescription")));
            Line("END", "VCARD");
        }

        private void Known(string property, string value)
        {
            if (value.AsSpan().ContainsAnyExcept(';')) Line(property, value);
        }

        // Lines of at most 75 bytes, the next one begins with a blank; no character is parted.
        private void Line(string property, string value)
        {
            var (line, bytes) = (new StringBuilder(property).Append(':'), property.Length + 1);
            foreach (var rune in value.EnumerateRunes())
            {
                if (bytes + rune.Utf8SequenceLength > 75)
                {
                    _text.WriteLine(line);
                    (line, bytes) = (new StringBuilder(" "), 1);
                }
                line.Append(rune);
                bytes += rune.Utf8SequenceLength;
            }
            _text.WriteLine(line);
        }

        private static string Parts(params ReadOnlySpan<string> parts)
        {
            var text = new List<string>();
            foreach (var part in parts) text.Add(Escaped(part));
            return string.Join(';', text);
        }

        private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).ReplaceLineEndings("\\n");
    }
}

/// <summary>The same in version 3.0, for programs that read no other.</summary>
internal sealed class VCard3Export : VCardExport
{
    protected override string Version => "3.0";
}

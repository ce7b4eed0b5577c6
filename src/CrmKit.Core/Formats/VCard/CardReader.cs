using System.Text;
using CrmKit.Imports;
using CrmKit.Imports.Files;

namespace CrmKit.Formats.VCard;

/// <summary>Reads cards of all three versions as rows; a card that is not whole costs itself.</summary>
internal sealed class CardReader(LineReader lines, int cellLimit) : IImportReader
{
    private TextLine _next;
    private bool _hasNext;

    public IReadOnlyList<string> Columns => Card.Columns;

    public required IReadOnlyDictionary<string, string> Facts { get; init; }

    public ValueTask<IReadOnlyList<ImportRow>> ReadAsync(int atMost, CancellationToken cancellationToken)
    {
        var rows = new List<ImportRow>(atMost);
        while (rows.Count < atMost && Read() is { } row) rows.Add(row);
        return new(rows);
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        return default;
    }

    private ImportRow? Read()
    {
        while (TryLine(out var line))
        {
            if (IsMark(line.Text, "BEGIN")) return CardFrom(line.Number);
            if (!string.IsNullOrWhiteSpace(line.Text)) return new ImportRow(line.Number, [RowShown(line.Text)], ImportErrors.Card("it stands outside of a card"));
        }
        return null;
    }

    private ImportRow CardFrom(long start)
    {
        var properties = new List<CardProperty>();
        CrmError? error = null;
        var length = 0L;
        while (TryLine(out var line))
        {
            if (IsMark(line.Text, "END")) return error is null ? new ImportRow(start, Card.Cells(properties)) : new ImportRow(start, [], error);
            if (IsMark(line.Text, "BEGIN") && properties is not [.., { Name: "AGENT", Raw: "" }])
            {
                Back(line);
                return new ImportRow(start, [], ImportErrors.Card("it has no end"));
            }
            if (IsMark(line.Text, "BEGIN")) SkipAgent();
            else if (string.IsNullOrWhiteSpace(line.Text)) continue;
            else if (Property(line, ref length) is { } property) properties.Add(property);
            else if (properties is not [.., { IsBase64: true }]) error ??= ImportErrors.Card($"line {line.Number} is no property");
            if (length > ImportLimits.RecordLength(cellLimit)) error = ImportErrors.CellTooLong(cellLimit);
            if (error is not null) properties.Clear();
        }
        return new ImportRow(start, [], ImportErrors.Card("it has no end"));
    }

    // A property goes on in lines that begin with a blank, or, when it is quoted-printable, after a line that ends in an equals sign.
    private CardProperty? Property(TextLine first, ref long length)
    {
        var text = new StringBuilder(first.Text);
        var head = CardProperty.Read(first.Text);
        var (isQuoted, isKept) = (head?.IsQuotedPrintable == true, head?.IsBase64 != true);
        while (TryLine(out var line))
        {
            var isSoft = isQuoted && text.Length > 0 && text[^1] == '=';
            if (isSoft) text.Length--;
            else if (line.Text.Length == 0 || line.Text[0] is not (' ' or '\t'))
            {
                Back(line);
                break;
            }
            if (isKept && (length += line.Text.Length) <= ImportLimits.RecordLength(cellLimit)) text.Append(isSoft ? line.Text : line.Text.AsSpan(1));
        }
        length += first.IsCut ? long.MaxValue / 2 : first.Text.Length;
        return head is null ? null : CardProperty.Read(text.ToString());
    }

    // The card of somebody's assistant inside of his own, in version 2.1.
    private void SkipAgent()
    {
        var depth = 1;
        while (depth > 0 && TryLine(out var line)) depth += IsMark(line.Text, "BEGIN") ? 1 : IsMark(line.Text, "END") ? -1 : 0;
    }

    private bool TryLine(out TextLine line)
    {
        (line, var had) = (_next, _hasNext);
        _hasNext = false;
        return had || lines.TryRead(out line);
    }

    private void Back(TextLine line) => (_next, _hasNext) = (line, true);

    private static bool IsMark(string line, string mark) =>
        line.Length >= mark.Length + 6 && line.StartsWith(mark, StringComparison.OrdinalIgnoreCase) && line.AsSpan(mark.Length).Trim().Equals(":VCARD", StringComparison.OrdinalIgnoreCase);

    private static string RowShown(string text) => text.Length <= ImportLimits.ShownText ? text : text[..ImportLimits.ShownText] + "…";
}

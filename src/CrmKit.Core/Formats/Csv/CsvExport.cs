using System.Globalization;
using System.Text;
using CrmKit.Imports.Files;

namespace CrmKit.Formats.Csv;

/// <summary>Comma-separated UTF-8 that spreadsheets open: field keys as the header, values as imports read them, no text that would run as a formula.</summary>
internal sealed class CsvExport : IExportFormat
{
    public ValueTask<IExportWriter> OpenAsync(ExportTarget target, CancellationToken cancellationToken) => new(new Writer(target));

    private sealed class Writer : IExportWriter
    {
        private readonly StreamWriter _text;
        private readonly bool[] _isText;

        public Writer(ExportTarget target)
        {
            _text = new StreamWriter(target.Output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
            _isText = [.. target.Columns.Select(c => c.Kind is FieldKind.Text or FieldKind.LongText or FieldKind.Email or FieldKind.Phone or FieldKind.Url or FieldKind.Option)];
            _text.WriteLine(string.Join(',', target.Columns.Select(c => CsvText.Written(c.Key))));
        }

        public async ValueTask WriteAsync(IReadOnlyList<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
        {
            foreach (var row in rows)
            {
                for (var i = 0; i < row.Count; i++)
                {
                    if (i > 0) _text.Write(',');
                    var cell = Text(row[i]);
                    _text.Write(CsvText.Written(_isText[i] ? ErrorCell.Guard(cell) : cell));
                }
                _text.WriteLine();
            }
            await _text.FlushAsync(cancellationToken);
        }

        public async ValueTask CompleteAsync(CancellationToken cancellationToken) => await _text.FlushAsync(cancellationToken);

        public ValueTask DisposeAsync() => _text.DisposeAsync();

        private static string Text(object? value) => value switch
        {
            null => "",
            bool flag => flag ? "true" : "false",
            decimal number => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture), // without trailing zeros
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
    }
}

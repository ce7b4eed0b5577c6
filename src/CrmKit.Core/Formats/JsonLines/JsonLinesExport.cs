using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CrmKit.Formats.JsonLines;

/// <summary>One JSON object per line, by field key; fields without a value are left out.</summary>
internal sealed class JsonLinesExport : IExportFormat
{
    // Readable Chinese and quotes: the file is data, never part of a page.
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ValueTask<IExportWriter> OpenAsync(ExportTarget target, CancellationToken cancellationToken) => new(new Writer(target));

    private sealed class Writer(ExportTarget target) : IExportWriter
    {
        private readonly Utf8JsonWriter _json = new(target.Output, Written);

        public async ValueTask WriteAsync(IReadOnlyList<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
        {
            foreach (var row in rows)
            {
                _json.WriteStartObject();
                for (var i = 0; i < row.Count; i++)
                    if (row[i] is { } value) WriteValue(target.Columns[i].Key, value);
                _json.WriteEndObject();
                await _json.FlushAsync(cancellationToken);
                target.Output.WriteByte((byte)'\n');
                _json.Reset();
            }
        }

        public ValueTask CompleteAsync(CancellationToken cancellationToken) => default;

        public ValueTask DisposeAsync() => _json.DisposeAsync();

        private void WriteValue(string key, object value)
        {
            _json.WritePropertyName(key);
            switch (value)
            {
                case bool flag: _json.WriteBooleanValue(flag); break;
                case int number: _json.WriteNumberValue(number); break;
                case long number: _json.WriteNumberValue(number); break;
                case decimal number: _json.WriteNumberValue(number / 1.0000000000000000000000000000m); break; // without trailing zeros
                case double number: _json.WriteNumberValue(number); break;
                case DateOnly day: _json.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
                case DateTimeOffset instant: _json.WriteStringValue(instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture)); break;
                default: _json.WriteStringValue(value.ToString()); break;
            }
        }
    }
}

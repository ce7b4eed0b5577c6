using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace CrmKit.Cli.Output;

/// <summary>Rows as a table for people, or as a JSON array of objects.</summary>
internal static class TableOutput
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(TextWriter output, bool isJson, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, string whenEmpty = "Nothing found.")
    {
        if (isJson) WriteJson(output, json => WriteRows(json, columns, rows));
        else WriteText(output, columns, [.. rows], whenEmpty);
    }

    public static void WriteJson(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented)) write(json);
        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    public static void WriteRows(Utf8JsonWriter json, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        json.WriteStartArray();
        foreach (var row in rows)
        {
            json.WriteStartObject();
            for (var i = 0; i < columns.Count; i++)
            {
                json.WritePropertyName(columns[i]);
                WriteValue(json, row[i]);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void WriteText(TextWriter output, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<object?>> rows, string whenEmpty)
    {
        if (rows.Count == 0)
        {
            output.WriteLine(whenEmpty);
            return;
        }
        var console = Terminal.For(output);
        var table = new Table { Border = console.Profile.Capabilities.Unicode ? TableBorder.Rounded : TableBorder.Ascii };
        for (var i = 0; i < columns.Count; i++)
        {
            var column = new TableColumn(new Spectre.Console.Text(columns[i])) { NoWrap = true };
            if (rows.All(r => r[i] is null or long or int or decimal)) column.RightAligned();
            table.AddColumn(column);
        }
        foreach (var row in rows) table.AddRow(row.Select(v => new Spectre.Console.Text(Shown(v))));
        console.Write(table);
    }

    private static string Shown(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "yes" : "no",
        decimal number => number.ToString("#,##0.####", CultureInfo.InvariantCulture),
        long number => number.ToString("#,##0", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable is DateOnly day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case decimal number: json.WriteNumberValue(number / 1.0000000000000000000000000000m); break; // without trailing zeros
            case long number: json.WriteNumberValue(number); break;
            case int number: json.WriteNumberValue(number); break;
            case DateOnly day: json.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case DateTimeOffset instant: json.WriteStringValue(instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)); break;
            default: json.WriteStringValue(value.ToString()); break;
        }
    }
}

namespace CrmKit.Text;

/// <summary>Reads the tables that are compiled in.</summary>
internal static class TextTables
{
    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(typeof(TextTables).Assembly.GetManifestResourceStream($"text/{name}") ?? throw new InvalidOperationException($"The table '{name}' is not compiled in."));
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#') yield return line;
    }
}

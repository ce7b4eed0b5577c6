namespace CrmKit.Places;

/// <summary>Reads the tables that are compiled in.</summary>
internal static class PlaceTables
{
    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(typeof(PlaceTables).Assembly.GetManifestResourceStream($"places/{name}") ?? throw new InvalidOperationException($"The table '{name}' is not compiled in."));
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#') yield return line;
    }
}

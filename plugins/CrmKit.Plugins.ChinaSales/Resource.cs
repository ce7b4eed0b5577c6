namespace CrmKit.ChinaSales;

/// <summary>Data that travels inside the assembly.</summary>
internal static class Resource
{
    /// <summary>The lines of a resource, without comments.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(typeof(Resource).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The resource '{name}' is missing."));
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#') yield return line;
    }
}

namespace CrmKit.Sqlite;

/// <summary>Where the files of tenants stand: a folder beside the host's own file, named after it.</summary>
internal sealed class TenantFolder(string hostFile)
{
    private const string Prefix = "t-", Ending = ".db"; // the prefix: some systems have names such as 'con' for devices

    public string Path { get; } = hostFile + ".tenants";

    /// <summary>Whether this database has files for tenants: whoever opens it follows.</summary>
    public bool Exists => Directory.Exists(Path);

    /// <summary>The file of a tenant.</summary>
    /// <exception cref="ArgumentException">The key is none that can be a file's name.</exception>
    public string FileOf(string tenant)
    {
        if (!IsKey(tenant)) throw new ArgumentException($"'{tenant}' cannot be the key of a tenant.", nameof(tenant));
        return System.IO.Path.Combine(Path, Prefix + tenant + Ending);
    }

    /// <summary>The tenants that have a file, by key.</summary>
    public IReadOnlyList<string> Tenants() => !Exists ? [] :
        [.. Directory.EnumerateFiles(Path, Prefix + "*" + Ending).Select(f => System.IO.Path.GetFileName(f)[Prefix.Length..^Ending.Length]).Where(IsKey).Order(StringComparer.Ordinal)];

    private static bool IsKey(string text) => text.Length is > 0 and <= 40 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}

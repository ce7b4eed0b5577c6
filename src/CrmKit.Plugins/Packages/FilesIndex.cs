using System.Security.Cryptography;
using System.Text.Json;

namespace CrmKit.Plugins.Packages;

/// <summary>files.json: every file with its hash and size, sorted, so that one signature covers all of them.</summary>
internal sealed class FilesIndex
{
    public const string FileName = "files.json";
    private readonly IReadOnlyList<FileJson> _files;

    private FilesIndex(byte[] bytes, IReadOnlyList<FileJson> files) => (Bytes, _files) = (bytes, files);

    public byte[] Bytes { get; }

    /// <summary>Stands for the whole content: SHA-256 of files.json, hexadecimal.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    public IEnumerable<string> Paths => _files.Select(f => f.Path!);

    public static FilesIndex Of(IReadOnlyDictionary<string, byte[]> files)
    {
        var list = files.OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => new FileJson { Path = f.Key, Sha256 = Convert.ToHexStringLower(SHA256.HashData(f.Value)), Size = f.Value.LongLength }).ToList();
        return new FilesIndex(JsonSerializer.SerializeToUtf8Bytes(new FilesJson { Format = 1, Files = [.. list] }, PackageJsonContext.Default.FilesJson), list);
    }

    /// <exception cref="CrmRuleException"><c>package.index-invalid</c>.</exception>
    public static FilesIndex Parse(string package, byte[] bytes)
    {
        FilesJson? json;
        try
        {
            json = JsonSerializer.Deserialize(bytes, PackageJsonContext.Default.FilesJson);
        }
        catch (JsonException e)
        {
            throw new CrmRuleException(PackageErrors.IndexInvalid(package, e.Message.TrimEnd('.')));
        }
        if (json?.Format != 1) throw new CrmRuleException(PackageErrors.IndexInvalid(package, "its format is not 1"));
        FileJson? before = null;
        foreach (var file in json.Files ?? [])
        {
            if (file is not { Path: not null, Sha256.Length: 64, Size: >= 0 }) throw new CrmRuleException(PackageErrors.IndexInvalid(package, "a file lacks its path, SHA-256 or size"));
            if (before is not null && string.CompareOrdinal(before.Path, file.Path) >= 0) throw new CrmRuleException(PackageErrors.IndexInvalid(package, $"'{file.Path}' is not in order"));
            before = file;
        }
        return new FilesIndex(bytes, [.. (json.Files ?? []).Select(f => f!)]);
    }

    /// <summary>Whether the files are those listed, all of them and no others.</summary>
    /// <returns>The refusal; <see langword="null"/> when they are.</returns>
    public CrmError? Check(string package, IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (var listed in _files)
        {
            if (!files.TryGetValue(listed.Path!, out var bytes)) return PackageErrors.FileMissing(package, listed.Path!);
            if (bytes.LongLength != listed.Size || Convert.ToHexStringLower(SHA256.HashData(bytes)) != listed.Sha256) return PackageErrors.FileChanged(package, listed.Path!);
        }
        var known = Paths.ToHashSet(StringComparer.Ordinal);
        return files.Keys.Order(StringComparer.Ordinal).FirstOrDefault(f => !known.Contains(f)) is { } extra ? PackageErrors.FileUnlisted(package, extra) : null;
    }
}

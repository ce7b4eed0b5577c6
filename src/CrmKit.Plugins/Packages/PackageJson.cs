using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmKit.Plugins.Packages;

/// <summary>files.json: what a package holds, beside this file and the signature over it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class FilesJson
{
    public int? Format { get; set; }
    public List<FileJson?>? Files { get; set; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class FileJson
{
    public string? Path { get; set; }

    /// <summary>Hexadecimal, lower case.</summary>
    public string? Sha256 { get; set; }
    public long? Size { get; set; }
}

/// <summary>signature.json: who vouches for the bytes of files.json.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class SignatureJson
{
    public string? KeyId { get; set; }
    public string? Algorithm { get; set; }
    public string? Signature { get; set; }
}

/// <summary>trust.json: whose packages this installation takes.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class TrustJson
{
    public List<TrustedKeyJson> Keys { get; set; } = [];
    public List<RevokedKeyJson> Revoked { get; set; } = [];
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class TrustedKeyJson
{
    public string? Name { get; set; }

    /// <summary>SubjectPublicKeyInfo, base64.</summary>
    public string? PublicKey { get; set; }

    /// <summary>Ids, each with all that begins with it and a dot; empty for the installation's own key, which is for every id.</summary>
    public List<string>? For { get; set; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class RevokedKeyJson
{
    public string? KeyId { get; set; }
    public string? Reason { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, WriteIndented = true, NewLine = "\n", DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FilesJson))]
[JsonSerializable(typeof(SignatureJson))]
[JsonSerializable(typeof(TrustJson))]
internal sealed partial class PackageJsonContext : JsonSerializerContext;

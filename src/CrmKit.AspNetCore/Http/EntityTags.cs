using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Row versions as entity tags: <c>"v3"</c>.</summary>
internal static class EntityTags
{
    public static string Of(Record record) => $"\"v{record.Version.ToString(CultureInfo.InvariantCulture)}\"";

    public static int? Expected(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0) return null;
        var tag = header.Count == 1 ? header[0]?.Trim() : null;
        if (tag == "*") return null;
        return tag is { Length: > 3 and < 14 } && tag.StartsWith("\"v", StringComparison.Ordinal) && tag[^1] == '"'
            && int.TryParse(tag.AsSpan(2, tag.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw ApiErrors.IfMatch();
    }

    public static bool IsUnchanged(HttpRequest request, Record record) => request.Headers.IfNoneMatch is { Count: 1 } header && header[0] == Of(record);
}

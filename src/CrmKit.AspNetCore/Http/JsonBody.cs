using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Reads a body strictly: JSON only, one object, no key twice, nothing after it, not too deep, not too long.</summary>
internal static class JsonBody
{
    public static async Task<JsonDocument> ReadAsync(HttpRequest request, int maxBytes, int maxDepth, bool isOptional, CancellationToken cancellationToken)
    {
        var bytes = await BytesAsync(request, maxBytes, cancellationToken);
        if (bytes.Length == 0 && isOptional) return JsonDocument.Parse("{}");
        if (!IsJson(request.ContentType)) throw ApiErrors.ContentType(request.ContentType);
        return Parse(bytes, maxDepth);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes, int maxDepth)
    {
        if (bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        if (!Utf8.IsValid(bytes.Span)) throw ApiErrors.Json("it is not valid UTF-8.");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException failure)
        {
            throw ApiErrors.Json(bytes.Length == 0 ? "it is empty." : ApiErrors.Shorten(FirstSentence(failure.Message)));
        }
        catch (InvalidOperationException)
        {
            throw ApiErrors.Json("a property's name is not valid Unicode."); // a lone surrogate, escaped
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        document.Dispose();
        throw ApiErrors.Json("it must be an object.");
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes) throw ApiErrors.TooLarge(maxBytes);
        var buffer = new ArrayBufferWriter<byte>((int)Math.Max(256, request.ContentLength ?? 0));
        int read;
        while ((read = await request.Body.ReadAsync(buffer.GetMemory(4096), cancellationToken)) > 0)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > maxBytes) throw ApiErrors.TooLarge(maxBytes);
        }
        return buffer.WrittenMemory;
    }

    private static bool IsJson(string? contentType)
    {
        var media = contentType?.Split(';')[0].Trim();
        return media is not null
            && (media.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || (media.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && media.EndsWith("+json", StringComparison.OrdinalIgnoreCase)));
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..(end + 1)];
    }
}

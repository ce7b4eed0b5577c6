using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CrmKit.Plugins;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>Style sheets and scripts: embedded compressed, at addresses that name their content and so never change it.</summary>
internal sealed class WebAssets
{
    private const string Owner = "crmkit";
    private const string Folder = "assets/";
    private const string Forever = "public, max-age=31536000, immutable";

    // Opened by itself, a picture with a script in it runs nothing and belongs to nobody.
    private const string OfPlugins = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    private readonly FrozenDictionary<string, Asset> _assets = typeof(WebAssets).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Folder, StringComparison.Ordinal))
        .Select(n => new Asset(n)).ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    /// <summary>What a file says.</summary>
    public string TextOf(string name) => Encoding.UTF8.GetString(_assets[name].Plain);

    /// <summary>The path below the prefix.</summary>
    public string PathOf(string name) => $"/_assets/{Owner}/{_assets[name].Hash}/{name}";

    public async Task AnswerAsync(HttpContext http)
    {
        var values = http.Request.RouteValues;
        var response = http.Response;
        response.Headers.XContentTypeOptions = "nosniff";
        if ((string?)values["owner"] is { } owner and not Owner && http.RequestServices.GetRequiredService<ICatalog>().Current.FindAsset(owner, (string)values["name"]!) is { } file && file.Hash == (string?)values["hash"])
        {
            response.Headers.ContentSecurityPolicy = OfPlugins;
            response.Headers.CacheControl = Forever;
            response.ContentType = file.ContentType;
            response.ContentLength = file.Content.Length;
            await response.Body.WriteAsync(file.Content, http.RequestAborted);
            return;
        }
        if ((string?)values["owner"] != Owner || !_assets.TryGetValue((string)values["name"]!, out var asset) || (string?)values["hash"] != asset.Hash)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        (string? encoding, byte[] bytes) = Accepts(http.Request, "br") ? ("br", asset.Brotli) : Accepts(http.Request, "gzip") ? ("gzip", asset.Gzip) : (null, asset.Plain);
        if (encoding is not null) response.Headers.ContentEncoding = encoding;
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.CacheControl = Forever;
        response.ContentType = asset.ContentType;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private static bool Accepts(HttpRequest request, string encoding) =>
        request.GetTypedHeaders().AcceptEncoding.Any(a => a.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && a.Quality is not 0);

    /// <summary>One file. Clients that do not know brotli are rare: their forms are made when the first of them asks.</summary>
    private sealed class Asset
    {
        private readonly Lazy<byte[]> _plain;
        private readonly Lazy<byte[]> _gzip;

        public Asset(string resource)
        {
            Name = resource[Folder.Length..];
            using var stream = typeof(WebAssets).Assembly.GetManifestResourceStream(resource)!;
            Brotli = new byte[stream.Length];
            stream.ReadExactly(Brotli);
            Hash = Convert.ToHexStringLower(SHA256.HashData(Brotli).AsSpan(0, 8));
            _plain = new(() => Copy(from => new BrotliStream(from, CompressionMode.Decompress), Brotli));
            _gzip = new(() => Compressed(_plain.Value));
        }

        public string Name { get; }

        public string Hash { get; }

        public byte[] Brotli { get; }

        public byte[] Plain => _plain.Value;

        public byte[] Gzip => _gzip.Value;

        public string ContentType => Path.GetExtension(Name) switch { ".css" => "text/css; charset=utf-8", ".json" => "application/json", _ => "text/javascript; charset=utf-8" };

        private static byte[] Copy(Func<Stream, Stream> open, byte[] bytes)
        {
            using var from = open(new MemoryStream(bytes));
            using var into = new MemoryStream();
            from.CopyTo(into);
            return into.ToArray();
        }

        private static byte[] Compressed(byte[] bytes)
        {
            using var into = new MemoryStream();
            using (var gzip = new GZipStream(into, CompressionLevel.SmallestSize)) gzip.Write(bytes);
            return into.ToArray();
        }
    }
}

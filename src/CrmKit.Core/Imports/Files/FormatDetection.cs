using CrmKit.Formats;
using CrmKit.Plugins;

namespace CrmKit.Imports.Files;

/// <summary>Asks all formats whether a file is theirs, by its content and never by its name.</summary>
internal static class FormatDetection
{
    /// <exception cref="CrmValidationException"><c>import.format-undetected</c>, <c>import.format-ambiguous</c>.</exception>
    public static async Task<(string Key, Handler<IImportFormat> Handler)> FindAsync(
        string path, FileCheck check, IReadOnlyList<(string Key, Handler<IImportFormat> Handler)> formats, CancellationToken cancellationToken)
    {
        var found = new List<(string Key, Handler<IImportFormat> Handler, decimal Confidence)>();
        foreach (var (key, handler) in formats)
        {
            var (confidence, fault) = await handler.AskAsync(CallKind.Request, check.Start, static (format, start, token) => format.DetectAsync(start, token), cancellationToken);
            if (fault is null && confidence > 0) found.Add((key, handler, Math.Min(confidence, 1)));
        }
        if (found.Count == 0) throw new CrmValidationException(ImportErrors.FormatUndetected(path, BinaryFile.What(check.Start.Span), formats.Select(f => f.Key)));
        var best = found.Max(f => f.Confidence);
        return found.FindAll(f => f.Confidence == best) is [var one]
            ? (one.Key, one.Handler)
            : throw new CrmValidationException(ImportErrors.FormatAmbiguous(path, found.Where(f => f.Confidence == best).Select(f => f.Key)));
    }
}

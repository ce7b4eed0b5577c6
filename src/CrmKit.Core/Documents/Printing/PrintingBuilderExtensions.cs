using CrmKit.Documents.Printing;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Documents;

/// <summary>Picks what prints documents.</summary>
public static class PrintingBuilderExtensions
{
    /// <summary>Prints PDF files with Chromium, Chrome or Edge, without a window; fonts are the system's (for Chinese on Debian: <c>fonts-noto-cjk</c>). Safe to call twice.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The browser; <see langword="null"/> means the first one found where systems install them.</param>
    public static CrmKitBuilder UseBrowserPrinter(this CrmKitBuilder builder, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IDocumentPrinter>(s => new BrowserPrinter(path, s.GetRequiredService<TimeProvider>()));
        return builder;
    }
}

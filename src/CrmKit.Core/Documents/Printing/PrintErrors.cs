namespace CrmKit.Documents.Printing;

internal static class PrintErrors
{
    public static CrmError PrinterMissing(string? path) => new("document.printer-missing", path is null
        ? "There is no browser to print PDF files with. Install one (on Debian: apt-get install chromium fonts-noto-cjk) and add UseBrowserPrinter to the host, or take the page and print that."
        : $"There is no browser at '{path}' to print PDF files with. Install it there, or name another path in UseBrowserPrinter.");

    public static CrmError PrinterFailed(string why) => new("document.printer-failed",
        $"The printer made no file: {(why.Length <= 300 ? why : why[..300])}. Try again, or take the page and print that.");

    public static CrmError OnlyPages(string template) => new("document.not-printed",
        $"Template '{template}' makes plain text, which is not printed. Take it as it is, or use a template of a page.");
}

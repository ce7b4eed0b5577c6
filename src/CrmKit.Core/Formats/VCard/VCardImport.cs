using CrmKit.Imports;
using CrmKit.Imports.Files;

namespace CrmKit.Formats.VCard;

/// <summary>vCard 2.1, 3.0 and 4.0: one card, one row.</summary>
internal sealed class VCardImport : IImportFormat
{
    private const decimal ACard = 0.98m;

    public ValueTask<decimal> DetectAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken) =>
        new(TextCheck.Start(start.Span) is { } text && text.AsSpan().TrimStart("\uFEFF \t\r\n").StartsWith("BEGIN:VCARD", StringComparison.OrdinalIgnoreCase) ? ACard : 0);

    public async ValueTask<IImportReader> OpenAsync(ImportSource source, CancellationToken cancellationToken)
    {
        if (source.Delimiter is not null) throw new CrmValidationException(ImportErrors.MapInvalid("$.delimiter", "vCards have no delimiter. Leave it out."));
        var text = await TextCheck.OfAsync(source, cancellationToken);
        return new CardReader(new LineReader(source.Open(), text.Encoding, text.Preamble, ImportLimits.RecordLength(source.MaxCellLength)), source.MaxCellLength) { Facts = new Dictionary<string, string> { ["encoding"] = text.Encoding.WebName } };
    }
}

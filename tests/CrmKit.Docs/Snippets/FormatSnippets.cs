using CrmKit.Fields;
using CrmKit.Formats;
using CrmKit.Plugins;

namespace CrmKit.Docs.Snippets;

#region import-format
public sealed class CardPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddImportFormat<VCard>(new ImportFormatDefinition { Key = "acme.vcard", Label = new("vCard", "电子名片") });
}

internal sealed class VCard : IImportFormat
{
    public ValueTask<decimal> DetectAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken) => new(start.Span.StartsWith("BEGIN:VCARD"u8) ? 1 : 0);

    public ValueTask<IImportReader> OpenAsync(ImportSource source, CancellationToken cancellationToken) => new(new Cards(new StreamReader(source.Open())));

    private sealed class Cards(StreamReader text) : IImportReader
    {
        private int _line;

        public IReadOnlyList<string> Columns => ["FN", "EMAIL"];

        public async ValueTask<IReadOnlyList<ImportRow>> ReadAsync(int atMost, CancellationToken cancellationToken)
        {
            var rows = new List<ImportRow>(atMost);
            while (rows.Count < atMost && await CardAsync(cancellationToken) is { } card) rows.Add(card);
            return rows;
        }

        public ValueTask DisposeAsync()
        {
            text.Dispose();
            return default;
        }

        private async ValueTask<ImportRow?> CardAsync(CancellationToken cancellationToken)
        {
            var (cells, begin) = (new[] { "", "" }, 0);
            while (await text.ReadLineAsync(cancellationToken) is { } line)
            {
                _line++;
                if (line == "BEGIN:VCARD") begin = _line;
                else if (line == "END:VCARD") return new ImportRow(begin, cells);
                else if (line.StartsWith("FN:", StringComparison.Ordinal)) cells[0] = line[3..];
                else if (line.StartsWith("EMAIL", StringComparison.Ordinal)) cells[1] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..];
            }
            return begin == 0 ? null : new ImportRow(begin, cells, new CrmError("acme.card-open", "The card does not end."));
        }
    }
}
#endregion

#region export-format
public sealed class MarkdownPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .AddExportFormat<MarkdownTable>(new ExportFormatDefinition { Key = "acme.markdown", Label = new("Markdown table", "Markdown 表格"), MediaType = "text/markdown", Extension = "md" });
}

internal sealed class MarkdownTable : IExportFormat
{
    public ValueTask<IExportWriter> OpenAsync(ExportTarget target, CancellationToken cancellationToken) => new(new Table(target));

    private sealed class Table : IExportWriter
    {
        private readonly StreamWriter _text;

        public Table(ExportTarget target)
        {
            _text = new StreamWriter(target.Output, leaveOpen: true);
            Row(target.Columns.Select(c => c.Label.English));
            Row(target.Columns.Select(c => c.Kind is FieldKind.Money or FieldKind.Number ? "--:" : "---"));
        }

        public async ValueTask WriteAsync(IReadOnlyList<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
        {
            foreach (var row in rows) Row(row.Select(v => $"{v}".ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal)));
            await _text.FlushAsync(cancellationToken);
        }

        public async ValueTask CompleteAsync(CancellationToken cancellationToken) => await _text.FlushAsync(cancellationToken);

        public ValueTask DisposeAsync() => _text.DisposeAsync();

        private void Row(IEnumerable<string> cells) => _text.WriteLine($"| {string.Join(" | ", cells)} |");
    }
}
#endregion

using CrmKit.Cli.Commands;
using CrmKit.Imports;
using Spectre.Console;

namespace CrmKit.Cli.Output;

/// <summary>Shows how far an import is: a bar on a terminal, a line now and then elsewhere, nothing beside JSON.</summary>
internal static class ProgressBar
{
    private const int RowsPerLine = 100_000;

    public static async Task<ImportResult> RunAsync(CommandContext context, bool isJson, string path, Func<IProgress<ImportProgress>?, Task<ImportResult>> run)
    {
        if (isJson) return await run(null);
        if (!Terminal.IsTerminal(context.Output)) return await run(new Lines(context.Error));
        return await Terminal.For(context.Output).Progress().HideCompleted(true).StartAsync(async bar =>
        {
            var task = bar.AddTask(Markup.Escape(Path.GetFileName(path)));
            return await run(new Bar(task));
        });
    }

    private sealed class Bar(ProgressTask task) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            task.MaxValue = value.TotalBytes;
            task.Value = value.Bytes;
        }
    }

    private sealed class Lines(TextWriter error) : IProgress<ImportProgress>
    {
        private long _next = RowsPerLine;

        public void Report(ImportProgress value)
        {
            if (value.Rows < _next) return;
            _next = value.Rows + RowsPerLine;
            error.WriteLine($"{value.Rows} rows");
        }
    }
}

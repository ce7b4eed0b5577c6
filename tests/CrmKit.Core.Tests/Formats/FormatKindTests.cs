using System.Text;
using CrmKit.Access;
using CrmKit.Exports;
using CrmKit.Imports;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Formats;

public sealed class FormatKindTests : IAsyncLifetime
{
    private static readonly ImportMap Map = new() { Columns = [new ImportColumn { Column = "name", Field = "name" }, new ImportColumn { Column = "mail", Field = "email" }] };
    private readonly TestCrm _crm = new();
    private readonly string _file = Path.GetTempFileName();

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        File.Delete(_file);
        await _crm.DisposeAsync();
    }

    /// <summary>Cards: <c>#cards</c>, then <c>name &lt;mail&gt;</c> per line.</summary>
    private sealed class Cards : IImportFormat, IExportFormat
    {
        public ValueTask<decimal> DetectAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken) => new(start.Span.StartsWith("#cards"u8) ? 1 : 0);

        public ValueTask<IImportReader> OpenAsync(ImportSource source, CancellationToken cancellationToken) => new(new Reader(source));

        public ValueTask<IExportWriter> OpenAsync(ExportTarget target, CancellationToken cancellationToken) => new(new Writer(target));

        private sealed class Reader : IImportReader
        {
            private readonly StreamReader _text;
            private int _line = 1;

            public Reader(ImportSource source)
            {
                _text = new StreamReader(source.Open());
                _text.ReadLine();
            }

            public IReadOnlyList<string> Columns { get; } = ["name", "mail"];

            public async ValueTask<IReadOnlyList<ImportRow>> ReadAsync(int atMost, CancellationToken cancellationToken)
            {
                var rows = new List<ImportRow>();
                while (rows.Count < Math.Min(atMost, 2) && await _text.ReadLineAsync(cancellationToken) is { } line)
                    rows.Add(line.Split(" <") is [var name, var mail] ? new ImportRow(++_line, [name, mail.TrimEnd('>')]) : new ImportRow(++_line, [line], new CrmError("test.card", "No card.")));
                return rows;
            }

            public ValueTask DisposeAsync()
            {
                _text.Dispose();
                return default;
            }
        }

        private sealed class Writer(ExportTarget target) : IExportWriter
        {
            public async ValueTask WriteAsync(IReadOnlyList<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
            {
                foreach (var row in rows) await target.Output.WriteAsync(Encoding.UTF8.GetBytes($"{row[0]} <{row[1]}>\n"), cancellationToken);
            }

            public async ValueTask CompleteAsync(CancellationToken cancellationToken) => await target.Output.WriteAsync("#end"u8.ToArray(), cancellationToken);

            public ValueTask DisposeAsync() => default;
        }
    }

    private static void Configure(ICrmPluginBuilder plugin) => Configure(plugin, "acme.cards");

    private static void Configure(ICrmPluginBuilder plugin, string key) => plugin
        .AddImportFormat<Cards>(new ImportFormatDefinition { Key = key, Label = new("Cards", "名片") })
        .AddExportFormat<Cards>(new ExportFormatDefinition { Key = key, Label = new("Cards", "名片"), MediaType = "text/cards", Extension = "cards" });

    [Fact]
    public async Task EXT_a_format_reads_and_writes_with_its_plugin_and_is_gone_at_once_without_it()
    {
        for (var round = 0; round < 2; round++)
        {
            _crm.AddPlugin("acme", Configure);
            var done = await ImportAsync($"#cards\nAda {round} <ada{round}@example.org>\nnothing\nBo {round} <bo{round}@example.org>\nCy {round} <cy{round}@example.org>\n");
            Assert.Equal(("acme.cards", 4, 3, 1), (done.Format, done.Rows, done.Created, done.Refused));
            Assert.Equal((3, "test.card"), (done.Errors[0].Line, done.Errors[0].Error.Code));
            var (file, text) = await ExportAsync(new ExportRequest("lead") { Format = "acme.cards", Fields = ["name", "email"], Filter = $"name endswith ' {round}'", OrderBy = "name" });
            Assert.Equal(("leads-2026-03-16.cards", "text/cards"), (file.Name, file.Format.MediaType));
            Assert.Equal($"Ada {round} <ada{round}@example.org>\nBo {round} <bo{round}@example.org>\nCy {round} <cy{round}@example.org>\n#end", text);

            _crm.RemovePlugin("acme");
            await using var session = _crm.OpenSession();
            Assert.DoesNotContain(session.Catalog.ImportFormats, f => f.Source == "acme");
            Assert.Contains("Known: csv, jsonl, vcard, xlsx.", (await Assert.ThrowsAsync<CrmValidationException>(() => ImportAsync("#cards\n", "acme.cards"))).Error.Message);
            Assert.Equal("export.format-unknown", (await Assert.ThrowsAsync<CrmValidationException>(() => ExportAsync(new ExportRequest("lead") { Format = "acme.cards" }))).Error.Code);
        }
    }

    [Fact]
    public void Two_plugins_with_one_key_are_refused_with_both_names()
    {
        _crm.AddPlugin("acme", plugin => Configure(plugin, "acme.lab.cards"));
        var refused = Assert.Throws<CrmRuleException>(() => _crm.AddPlugin("acme.lab", plugin => Configure(plugin, "acme.lab.cards")));
        Assert.Equal(["catalog.duplicate", "catalog.duplicate"], refused.Errors.Select(e => e.Code));
        Assert.All(refused.Errors, e => Assert.True(e.Message.Contains("'acme'", StringComparison.Ordinal) && e.Message.Contains("'acme.lab'", StringComparison.Ordinal), e.Message));
    }

    [Fact]
    public void A_key_without_the_plugins_id_and_a_file_that_cannot_be_described_are_refused()
    {
        Assert.Equal("catalog.key-invalid", Assert.Throws<CrmRuleException>(() => _crm.AddPlugin("acme", plugin => Configure(plugin, "csv2"))).Error.Code);
        foreach (var (media, extension) in new[] { ("text", "x"), ("text/x; y=\"", "x"), ("text/x\r\nEvil: 1", "x"), ("text/x", "../x"), ("text/x", "") })
            Assert.Equal("catalog.definition-invalid", Assert.Throws<CrmRuleException>(() => _crm.AddPlugin("acme", plugin => plugin.AddExportFormat<Cards>(
                new ExportFormatDefinition { Key = "acme.x", Label = new("X"), MediaType = media, Extension = extension }))).Error.Code);
    }

    [Fact]
    public async Task Two_formats_that_are_equally_sure_are_a_question_which_a_name_answers()
    {
        _crm.AddPlugin("acme", Configure);
        _crm.AddPlugin("other", plugin => Configure(plugin, "other.cards"));
        var asked = await Assert.ThrowsAsync<CrmValidationException>(() => ImportAsync("#cards\nAda <ada@example.org>\n"));
        Assert.Equal("import.format-ambiguous", asked.Error.Code);
        Assert.Contains("acme.cards, other.cards", asked.Error.Message);
        Assert.Equal(1, (await ImportAsync("#cards\nAda <ada@example.org>\n", "other.cards")).Created);
    }

    [Fact]
    public async Task A004_A019_an_export_holds_what_its_user_may_take_out_and_no_field_that_he_may_not_read()
    {
        _crm.AddPlugin("test", plugin => plugin
            .Role(new RoleDefinition
            {
                Key = "test.taker",
                Label = new("Taker"),
                Permissions = [new Permission("lead", Operations.Read, AccessScope.All), new Permission("lead", Operations.Export, AccessScope.Own)],
                Restrictions = [new FieldRestriction("lead", "phone", CanRead: false, CanWrite: false)],
            })
            .Role(new RoleDefinition { Key = "test.reader", Label = new("Reader"), Permissions = [new Permission("lead", Operations.Read, AccessScope.All)] }));
        var (taker, reader) = (await _crm.AddUserAsync("Taker", "test.taker"), await _crm.AddUserAsync("Reader", "test.reader"));
        await _crm.AddAsync(new Lead { Name = "Mine", Phone = "+44 20 7946 0000" }, new InitialState { OwnerId = taker.Id });
        await _crm.AddAsync(new Lead { Name = "Not mine", Phone = "+44 20 7946 0001" });

        foreach (var format in (string[])["csv", "jsonl"])
        {
            var (_, text) = await ExportAsync(new ExportRequest("lead") { Format = format }, _crm.OpenSession(taker));
            Assert.Contains("Mine", text);
            Assert.DoesNotContain("Not mine", text);
            Assert.DoesNotContain("7946", text);
            Assert.DoesNotContain("phone", text);
        }
        Assert.Equal("export.field-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => ExportAsync(new ExportRequest("lead") { Fields = ["phone"] }, _crm.OpenSession(taker)))).Error.Code);
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => ExportAsync(new ExportRequest("lead"), _crm.OpenSession(reader)))).Error.Code);
    }

    [Fact]
    public async Task Values_keep_their_types_in_json_lines()
    {
        await _crm.AddAsync(new Lead { Name = "A \"quoted\" 名\u2028字", Score = 7 });
        var (_, text) = await ExportAsync(new ExportRequest("lead") { Format = "jsonl", Fields = ["name", "score", "createdAt", "email"] });
        var line = System.Text.Json.Nodes.JsonNode.Parse(text)!;
        Assert.Equal(("A \"quoted\" 名\u2028字", 7, "2026-03-16T09:30:00Z"), ((string)line["name"]!, (int)line["score"]!, (string)line["createdAt"]!));
        Assert.Null(line["email"]);
    }

    private async Task<ImportResult> ImportAsync(string text, string? format = null)
    {
        await File.WriteAllTextAsync(_file, text, TestContext.Current.CancellationToken);
        await using var session = _crm.OpenSession();
        var result = await session.Imports.RunAsync(new ImportRequest("lead", _file, Map) { Format = format });
        if (result.ErrorPath is not null) File.Delete(result.ErrorPath);
        return result;
    }

    private async Task<(ExportFile File, string Text)> ExportAsync(ExportRequest request, ICrmSession? session = null)
    {
        await using var open = session ?? _crm.OpenSession();
        using var output = new MemoryStream();
        var file = await open.Exports.PrepareAsync(request);
        await open.Exports.WriteAsync(request, output);
        return (file, Encoding.UTF8.GetString(output.ToArray()));
    }
}

using System.Text;
using System.Text.Json;
using CrmKit.Cli;

namespace CrmKit;

/// <summary>A folder of its own with a database, and the tool run inside this process.</summary>
public sealed class Workbench : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-cli-").FullName;

    public string Database => At("crm.db");

    public string At(string name) => Path.Combine(_folder, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(At(name), bytes);
        return At(name);
    }

    public Task<string[]> LinesAsync(string name) => File.ReadAllLinesAsync(At(name), TestContext.Current.CancellationToken);

    public async Task<Answer> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync([.. arguments, "--db", Database], output, error, TestContext.Current.CancellationToken);
        return new Answer(code, output.ToString(), error.ToString());
    }

    /// <summary>Imports a text as a file and gives the result back.</summary>
    public Task<Answer> ImportAsync(string type, string csv, string map, params string[] more) =>
        RunAsync(["import", type, Write("input.csv", csv), "--map", Write("map.json", map), "--json", .. more]);

    public async Task<IReadOnlyList<JsonElement>> ListAsync(string type, params string[] more)
    {
        var answer = await RunAsync(["list", type, "--size", "1000", "--json", .. more]);
        Assert.True(answer.Code == 0, answer.Error);
        return [.. answer.Json.EnumerateArray()];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>What a run of the tool said.</summary>
public sealed record Answer(int Code, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public string[] Codes => [.. Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(':')[0])];

    public (long Rows, long Created, long Updated, long Skipped, long Refused) Counts =>
        (Long("rows"), Long("created"), Long("updated"), Long("skipped"), Long("refused"));

    public string[] RefusedCodes => [.. Json.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("code").GetString()!)];

    private long Long(string name) => Json.GetProperty(name).GetInt64();
}

using System.Net;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CrmKit.AspNetCore.OpenApi;

/// <summary>The programs of <c>samples/Clients</c>, which the guide shows, against a host: with clients that others generate from its document.</summary>
public sealed class ClientTests(ApiHost host) : IClassFixture<ApiHost>, IDisposable
{
    private static readonly string Samples = Path.Combine(Tools.Repository, "samples", "Clients");

    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-client-").FullName;

    private string Base => new Uri(host.Admin.BaseAddress!, "/api").ToString();

    private string Key => host.Admin.DefaultRequestHeaders.Authorization!.Parameter!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Generated_client_in_csharp_compiles_and_runs_the_whole_chain()
    {
        var program = Compile(await Tools.CSharpClientAsync(await DocumentAsync(), _folder), await File.ReadAllTextAsync(Path.Combine(Samples, "Chain.cs")));
        using var http = host.Client(Key);
        http.BaseAddress = new Uri(Base + "/");
        var run = program.GetType("CrmKit.Client.Chain", throwOnError: true)!.GetMethod("RunAsync")!;
        await ChainIsWholeAsync((await (Task<Guid>)run.Invoke(null, [http, TestContext.Current.CancellationToken])!).ToString());
    }

    [Fact]
    public async Task Generated_types_in_typescript_check_and_run_the_whole_chain()
    {
        await TypesAsync(await File.ReadAllTextAsync(Path.Combine(Samples, "chain.ts")));
        await Tools.NodeAsync("node_modules/typescript/bin/tsc", "", "--project", _folder);
        var said = await Tools.RunAsync("node", "", Path.Combine(_folder, "chain.js"), Base, Key);
        await ChainIsWholeAsync(said.Trim());
    }

    [Fact]
    public async Task Generated_types_refuse_what_the_api_would_refuse()
    {
        await TypesAsync("""
            import type { components } from "./crmkit";
            type Schemas = components["schemas"];
            // @ts-expect-error: a lead needs a name
            export const nameless: Schemas["LeadNew"] = {};
            // @ts-expect-error: a misspelt field
            export const misspelt: Schemas["LeadNew"] = { name: "Ada", emial: "ada@analytical.example" };
            // @ts-expect-error: no such option
            export const other: Schemas["LeadNew"] = { name: "Ada", channel: "pigeon" };
            // @ts-expect-error: the version is not written by callers
            export const version: Schemas["LeadValues"] = { version: 3 };
            export const right: Schemas["LeadNew"] = { name: "Ada", channel: "web", email: null };
            """);
        await Tools.NodeAsync("node_modules/typescript/bin/tsc", "", "--project", _folder);
    }

    [Fact]
    public async Task Lead_is_made_changed_and_found_with_curl()
    {
        var found = await Tools.RunAsync("sh", "", Path.Combine(Samples, "lead.sh"), Base, Key);
        Assert.Contains("\"estimatedAmount\":50000", found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lead.sh", "sh"), InlineData("Chain.cs", "csharp"), InlineData("chain.ts", "typescript")]
    public async Task Guide_shows_the_programs_that_ran(string file, string language)
    {
        var guide = (await File.ReadAllTextAsync(Path.Combine(Tools.Repository, "docs", "guides", "api.md"))).ReplaceLineEndings("\n");
        var program = (await File.ReadAllTextAsync(Path.Combine(Samples, file))).ReplaceLineEndings("\n").Trim();
        Assert.Contains($"<!-- file: samples/Clients/{file} -->\n```{language}\n{program}\n```\n", guide, StringComparison.Ordinal);
    }

    private Task<string> DocumentAsync() => host.Client().GetStringAsync("/api/openapi.json");

    private async Task TypesAsync(string program)
    {
        var document = Path.Combine(_folder, "openapi.json");
        await File.WriteAllTextAsync(document, await DocumentAsync());
        await Tools.NodeAsync("node_modules/openapi-typescript/bin/cli.js", "", document, "--output", Path.Combine(_folder, "crmkit.d.ts"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "package.json"), """{ "type": "module" }""");
        await File.WriteAllTextAsync(Path.Combine(_folder, "tsconfig.json"), """{ "compilerOptions": { "strict": true, "target": "es2022", "module": "es2022", "moduleResolution": "bundler", "lib": ["es2022", "dom"], "types": [] }, "files": ["chain.ts"] }""");
        await File.WriteAllTextAsync(Path.Combine(_folder, "chain.ts"), program);
    }

    private static Assembly Compile(string client, string program)
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(a => Path.GetDirectoryName(a) == framework);
        const string Usings = "global using System; global using System.Collections.Generic; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";
        var compilation = CSharpCompilation.Create("CrmClient",
            [.. new[] { Usings, client, program }.Select(s => CSharpSyntaxTree.ParseText(s, cancellationToken: TestContext.Current.CancellationToken))],
            references.Select(r => MetadataReference.CreateFromFile(r)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(20)));
        assembly.Position = 0;
        return new AssemblyLoadContext("client", isCollectible: true).LoadFromStream(assembly);
    }

    private async Task ChainIsWholeAsync(string serviceCase)
    {
        var chain = (await host.Admin.GetAsync($"/api/cases/{serviceCase}/chain", HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal(["opportunity", "contract", "order", "case"], chain.Select(l => (string)l!["target"]!["type"]!));
        var lead = await host.Admin.GetAsync($"/api/leads/{chain[0]!["source"]!["id"]}", HttpStatusCode.OK);
        Assert.Equal(("Ada Lovelace", 80), ((string)lead["name"]!, (int)lead["score"]!));
    }
}

using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace CrmKit.AspNetCore.OpenApi;

/// <summary>Programs that are not CrmKit's own: what they make of the document is no opinion of its authors.</summary>
internal static class Tools
{
    public static string Repository { get; } = Setting("Repository");

    private static string NodeFolder { get; } = Path.Combine(Repository, "tests", "Node");

    /// <summary>A program under <c>tests/Node</c>; skips where its packages are not installed.</summary>
    public static Task<string> NodeAsync(string program, string input = "", params string[] arguments)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(NodeFolder, "node_modules", "openapi-typescript")), "The tools are not installed: run 'npm ci --ignore-scripts' in tests/Node, which test.sh does.");
        return RunAsync("node", input, [Path.Combine(NodeFolder, program), .. arguments]);
    }

    /// <summary>A typed client in C#, in the namespace <c>CrmKit.Client</c>.</summary>
    public static async Task<string> CSharpClientAsync(string document, string folder)
    {
        var (input, output) = (Path.Combine(folder, "openapi.json"), Path.Combine(folder, "CrmClient.cs"));
        await File.WriteAllTextAsync(input, document);
        await RunAsync("dotnet", "", Setting("NSwag"), "openapi2csclient", $"/input:{input}", $"/output:{output}", "/className:CrmClient", "/namespace:CrmKit.Client", "/jsonLibrary:SystemTextJson", "/jsonLibraryVersion:10.0",
            "/generateNullableReferenceTypes:true", "/generateOptionalParameters:true", "/generateOptionalPropertiesAsNullable:true", "/operationGenerationMode:SingleClientFromOperationId", "/injectHttpClient:true", "/disposeHttpClient:false", "/useBaseUrl:false");
        return await File.ReadAllTextAsync(output);
    }

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    public static async Task<string> RunAsync(string program, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = new UTF8Encoding(false), StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await said}\n{await complained}");
        return await said;
    }

    private static string Setting(string name) => typeof(Tools).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;
}

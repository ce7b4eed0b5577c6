namespace CrmKit.Plugins.Inspection;

/// <summary>What code can reach beside the doors, or through them with more than the caller's rights, by the members that it names. What it reaches by reflection is not seen.</summary>
internal static class Capabilities
{
    private const string Exit = "exit";

    /// <summary>The names, and what each stands for.</summary>
    private static readonly (string Capability, string[] Types)[] ByType =
    [
        ("process", ["System.Diagnostics.Process", "System.Diagnostics.ProcessStartInfo"]),
        ("files", ["System.IO.File", "System.IO.Directory", "System.IO.FileInfo", "System.IO.DirectoryInfo", "System.IO.FileSystemInfo", "System.IO.FileStream", "System.IO.FileSystemWatcher", "System.IO.DriveInfo",
            "System.IO.RandomAccess", "System.IO.MemoryMappedFiles.*", "System.IO.IsolatedStorage.*", "System.IO.Compression.ZipFile", "System.IO.Compression.ZipFileExtensions", "System.IO.Enumeration.*",
            "Microsoft.Extensions.FileProviders.PhysicalFileProvider"]),
        ("network", ["System.Net.Http.HttpClient", "System.Net.Http.HttpMessageInvoker", "System.Net.Http.HttpMessageHandler", "System.Net.Http.HttpClientHandler", "System.Net.Http.SocketsHttpHandler", "System.Net.Http.WinHttpHandler",
            "System.Net.Http.DelegatingHandler", "System.Net.Http.MessageProcessingHandler", "System.Net.Http.IHttpClientFactory", "System.Net.Http.HttpClientFactoryExtensions", "System.Net.Http.Json.HttpClientJsonExtensions", "System.Net.Sockets.*", "System.Net.Mail.*", "System.Net.WebSockets.*", "System.Net.NetworkInformation.*", "System.Net.Quic.*", "System.Net.Security.*", "System.Net.Dns",
            "System.Net.HttpListener", "System.Net.WebClient", "System.Net.WebRequest", "System.Net.HttpWebRequest", "System.Net.FtpWebRequest", "System.IO.Pipes.*", "Microsoft.AspNetCore.SignalR.Client.*"]),
        ("native", ["System.Runtime.InteropServices.NativeLibrary", "System.Runtime.InteropServices.ComWrappers"]),
        ("code-generation", ["System.Reflection.Emit.*", "System.Runtime.Loader.AssemblyLoadContext", "Microsoft.CodeAnalysis.*", "System.CodeDom.Compiler.*"]),
        ("threads", ["System.Threading.Thread", "System.Threading.Timer", "System.Threading.ThreadPool", "System.Timers.Timer"]),
        ("database", ["System.Data.*", "Microsoft.Data.*", "Microsoft.EntityFrameworkCore.*", "Npgsql.*", "MySqlConnector.*", "MongoDB.Driver.*", "StackExchange.Redis.*", "Dapper.*"]),
    ];

    private static readonly (string Capability, string Type, string[] Members)[] ByMember =
    [
        (Exit, "System.Environment", ["Exit", "FailFast"]),
        (Exit, "System.Diagnostics.Process", ["Kill"]),
        ("elevate", "CrmKit.Sessions.ICrmSession", ["AsSystem"]),
        ("elevate", "CrmKit.Sessions.Actor", ["System"]),
        ("native", "System.Runtime.InteropServices.Marshal", ["GetDelegateForFunctionPointer", "GetFunctionPointerForDelegate"]),
        ("code-generation", "System.Reflection.Assembly", ["Load", "LoadFrom", "LoadFile", "UnsafeLoadFrom", "LoadWithPartialName"]),
        ("code-generation", "System.AppDomain", ["Load", "ExecuteAssembly"]),
        ("code-generation", "System.Linq.Expressions.LambdaExpression", ["Compile"]),
        ("code-generation", "System.Linq.Expressions.Expression`1", ["Compile"]),
    ];

    // Looking at one's own thread, or at a status code, reaches nothing.
    private static readonly HashSet<(string Type, string Member)> Harmless =
    [
        ("System.Threading.Thread", "get_CurrentThread"), ("System.Threading.Thread", "get_ManagedThreadId"), ("System.Threading.Thread", "get_CurrentCulture"), ("System.Threading.Thread", "get_CurrentUICulture"),
        ("System.Threading.Thread", "MemoryBarrier"), ("System.Threading.Thread", "get_CurrentPrincipal"), ("System.Diagnostics.Process", "get_Id"), ("System.Runtime.Loader.AssemblyLoadContext", "GetLoadContext"),
    ];

    // Readers and writers are harmless over a stream; over a path they are files.
    private static readonly string[] OverPaths = ["System.IO.StreamReader", "System.IO.StreamWriter"];

    public static IReadOnlyList<PluginCapability> Of(IReadOnlyList<AssemblyCode> assemblies)
    {
        var found = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        void Add(string capability, AssemblyCode assembly, string what) => (found.TryGetValue(capability, out var list) ? list : found[capability] = []).Add($"{assembly.Name}: {what}");
        foreach (var assembly in assemblies)
        {
            foreach (var import in assembly.Imports) Add("native", assembly, import);
            foreach (var use in assembly.MemberUses)
                foreach (var capability in Of(use)) Add(capability, assembly, $"{TypeText.Open(use.Type)}.{use.Name}{(use.Sites.Count > 0 ? $" in {use.Sites[0]}" : "")}");
        }
        return [.. found.Select(f => new PluginCapability(f.Key, [.. f.Value.Distinct().Order(StringComparer.Ordinal).Take(5)]))];
    }

    private static IEnumerable<string> Of(MemberUse use)
    {
        var type = TypeText.Open(use.Type);
        if (Harmless.Contains((type, use.Name))) yield break;
        foreach (var (capability, types) in ByType)
            if (types.Any(t => Matches(t, type))) yield return capability;
        foreach (var (capability, owner, members) in ByMember)
            if (owner == type && members.Contains(use.Name)) yield return capability;
        if (OverPaths.Contains(type) && use.Name == ".ctor" && use.Signature.Contains("(System.String", StringComparison.Ordinal)) yield return "files";
    }

    private static bool Matches(string pattern, string type) => pattern.EndsWith(".*", StringComparison.Ordinal) ? type.StartsWith(pattern[..^1], StringComparison.Ordinal) : type == pattern;
}

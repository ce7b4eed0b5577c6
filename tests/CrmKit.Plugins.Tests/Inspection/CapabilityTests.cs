namespace CrmKit.Plugins.Inspection;

/// <summary>INS-46 and INS-47: what code can reach, and what keeps it in memory, by reading it.</summary>
public sealed class CapabilityTests
{
    [Theory]
    [InlineData("process", "System.Diagnostics.Process.Start(\"true\");")]
    [InlineData("process", "var info = new System.Diagnostics.ProcessStartInfo(); GC.KeepAlive(info);")]
    [InlineData("files", "System.IO.File.Delete(\"x\");")]
    [InlineData("files", "foreach (var file in System.IO.Directory.EnumerateFiles(\"/\")) GC.KeepAlive(file);")]
    [InlineData("files", "using var reader = new System.IO.StreamReader(\"x\");")]
    [InlineData("files", "new System.IO.FileInfo(\"x\").Delete();")]
    [InlineData("files", "System.IO.Compression.ZipFile.ExtractToDirectory(\"x\", \"y\");")]
    [InlineData("network", "new System.Net.Http.HttpClient().Dispose();")]
    [InlineData("network", "new System.Net.Sockets.TcpClient().Dispose();")]
    [InlineData("network", "System.Net.Dns.GetHostName();")]
    [InlineData("network", "new System.Net.Mail.SmtpClient().Dispose();")]
    [InlineData("native", "getpid(); [System.Runtime.InteropServices.DllImport(\"libc\")] static extern int getpid();")]
    [InlineData("native", "System.Runtime.InteropServices.NativeLibrary.Load(\"x\");")]
    [InlineData("code-generation", "new System.Reflection.Emit.DynamicMethod(\"x\", null, null).GetILGenerator();")]
    [InlineData("code-generation", "System.Reflection.Assembly.LoadFrom(\"x\");")]
    [InlineData("code-generation", "System.Linq.Expressions.Expression<Func<int>> one = () => 1; one.Compile();")]
    [InlineData("code-generation", "System.Runtime.Loader.AssemblyLoadContext.Default.LoadFromAssemblyPath(\"x\");")]
    [InlineData("threads", "new System.Threading.Thread(() => { }).Start();")]
    [InlineData("threads", "var timer = new System.Threading.Timer(_ => { }); GC.KeepAlive(timer);")]
    [InlineData("threads", "System.Threading.ThreadPool.QueueUserWorkItem(_ => { });")]
    [InlineData("exit", "Environment.Exit(1);")]
    [InlineData("exit", "Environment.FailFast(\"x\");")]
    [InlineData("database", "System.Data.Common.DbProviderFactories.GetFactory(\"x\");")]
    [InlineData("", "GC.KeepAlive(System.IO.Path.Combine(\"a\", \"b\") + System.Threading.Thread.CurrentThread.ManagedThreadId + System.Net.HttpStatusCode.OK + System.Net.WebUtility.HtmlEncode(\"a\"));")]
    [InlineData("", "using var reader = new System.IO.StreamReader(new System.IO.MemoryStream()); GC.KeepAlive(Task.Run(() => 1));")]
    [InlineData("", "System.Linq.Expressions.Expression<Func<int>> one = () => 1; GC.KeepAlive(one.Body);")]
    [InlineData("", "using var request = new System.Net.Http.HttpRequestMessage(System.Net.Http.HttpMethod.Post, \"https://api.acme.com\") { Content = new System.Net.Http.StringContent(\"x\") }; request.Headers.Add(\"a\", \"b\");")]
    public void INS_24_INS_25_INS_26_INS_27_INS_28_INS_47_code_that_can_reach_out_is_found(string capability, string body)
    {
        var found = Capabilities.Of([Code(body)]);
        Assert.Equal(capability.Length == 0 ? [] : [capability], found.Select(c => c.Name));
        Assert.All(found, c => Assert.Contains(c.Where, w => w.StartsWith("Reads: ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("elevate", "session.AsSystem(\"x\").Dispose();")]
    [InlineData("elevate", "Func<string, IDisposable> system = session.AsSystem; GC.KeepAlive(system);")]
    [InlineData("elevate", "GC.KeepAlive(CrmKit.Sessions.Actor.System(\"x\"));")]
    [InlineData("", "GC.KeepAlive(session.Records); GC.KeepAlive(CrmKit.Sessions.Actor.User(Guid.Empty).IsSystem);")]
    public void CAP_code_that_acts_with_more_than_its_callers_rights_is_found(string capability, string body)
    {
        var path = Compiled.Into(Scratch.Folder("crmkit-code-"), "Reads", "namespace Sample; public sealed class Code { public static void Run(CrmKit.Sessions.ICrmSession session) { " + body + " } }");
        Assert.Equal(capability.Length == 0 ? [] : [capability], Capabilities.Of([AssemblyCodeReader.Read(File.ReadAllBytes(path))]).Select(c => c.Name));
    }

    [Fact]
    public void INS_47_each_place_says_what_is_used_where()
    {
        var found = Assert.Single(Capabilities.Of([Code("System.IO.File.Delete(\"x\");")]));
        Assert.Equal("Reads: System.IO.File.Delete in Sample.Code.Run", Assert.Single(found.Where));
    }

    [Theory]
    [InlineData(UnloadGrade.A, "", "GC.KeepAlive(new List<int> { 1 });")]
    [InlineData(UnloadGrade.C, "TypeDescriptor", "System.ComponentModel.TypeDescriptor.GetConverter(typeof(Code));")]
    [InlineData(UnloadGrade.C, "DataAnnotations.Validator", "System.ComponentModel.DataAnnotations.Validator.TryValidateObject(new object(), new(new object()), null);")]
    [InlineData(UnloadGrade.C, "dynamic", "dynamic one = 1; GC.KeepAlive(one.ToString());")]
    [InlineData(UnloadGrade.C, "XmlSerializer", "GC.KeepAlive(new System.Xml.Serialization.XmlSerializer(typeof(Code)));")]
    [InlineData(UnloadGrade.C, "DataContractSerializer", "GC.KeepAlive(new System.Runtime.Serialization.DataContractSerializer(typeof(Code)));")]
    [InlineData(UnloadGrade.C, "DataContractSerializer", "GC.KeepAlive(new System.Runtime.Serialization.Json.DataContractJsonSerializer(typeof(Code)));")]
    [InlineData(UnloadGrade.C, "static event", "Console.CancelKeyPress += (_, _) => { };")]
    [InlineData(UnloadGrade.C, "static event", "AppDomain.CurrentDomain.ProcessExit += (_, _) => { };")]
    [InlineData(UnloadGrade.C, "static event", "TaskScheduler.UnobservedTaskException += (_, _) => { };")]
    [InlineData(UnloadGrade.B, "static event", "ConsoleCancelEventHandler handler = (_, _) => { }; Console.CancelKeyPress += handler; Console.CancelKeyPress -= handler;")]
    [InlineData(UnloadGrade.B, "JSON by reflection", "System.Text.Json.JsonSerializer.Serialize(new Code());")]
    [InlineData(UnloadGrade.B, "JSON by reflection", "System.Text.Json.JsonSerializer.Deserialize<Code>(\"{}\");")]
    [InlineData(UnloadGrade.A, "", "System.Text.Json.JsonSerializer.Serialize(1, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<int>)null!);")]
    [InlineData(UnloadGrade.A, "", "GC.KeepAlive(System.Text.Json.JsonDocument.Parse(\"{}\"));")]
    [InlineData(UnloadGrade.B, "background work", "new System.Threading.Thread(() => { }).Start();")]
    [InlineData(UnloadGrade.B, "background work", "var timer = new System.Threading.Timer(_ => { }); GC.KeepAlive(timer);")]
    [InlineData(UnloadGrade.A, "", "System.Threading.Thread.Sleep(0);")]
    public void INS_46_code_that_stays_in_memory_is_graded(UnloadGrade grade, string cause, string body)
    {
        var (graded, hindrances) = Unloadability.Of([Code(body)], _ => true);
        Assert.Equal((grade, cause), (graded, hindrances.Count == 0 ? "" : hindrances[0].Cause));
        Assert.All(hindrances, h => Assert.True(h.Where.StartsWith("Reads: ", StringComparison.Ordinal) && h.Why.Length > 0));
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.Mvc.Core", "namespace Microsoft.AspNetCore.Mvc; public abstract class ControllerBase { }", "public sealed class Page : Microsoft.AspNetCore.Mvc.ControllerBase { }", "MVC")]
    [InlineData("Microsoft.AspNetCore.Components", "namespace Microsoft.AspNetCore.Components; public abstract class ComponentBase { }", "public sealed class Page : Microsoft.AspNetCore.Components.ComponentBase { }", "Razor components")]
    public void INS_46_classes_of_frameworks_that_keep_them_are_graded(string library, string framework, string page, string cause)
    {
        var folder = Scratch.Folder("crmkit-grade-");
        var reference = Compiled.Into(folder, library, framework, isForeign: true);
        var code = AssemblyCodeReader.Read(File.ReadAllBytes(Compiled.Into(folder, "Reads", $"namespace Sample; {page}", references: [reference], isForeign: true)));
        Assert.Equal((UnloadGrade.C, cause), (Unloadability.Of([code], _ => true).Grade, Unloadability.Of([code], _ => true).Hindrances[0].Cause));
        Assert.Equal(UnloadGrade.A, Unloadability.Of([code], _ => false).Grade); // what a plugin brings itself goes with it
    }

    private static AssemblyCode Code(string body) => AssemblyCodeReader.Read(File.ReadAllBytes(Compiled.Into(Scratch.Folder("crmkit-code-"), "Reads",
        "using System; using System.Collections.Generic; using System.Threading.Tasks; namespace Sample; public sealed class Code { public static void Run() { " + body + " } }", host: ["Microsoft.CSharp"], isForeign: true)));
}

namespace CrmKit.Generators;

/// <summary>Each rule: what it finds, and what it leaves alone.</summary>
public sealed class RuleTests
{
    private const string Fields = "public static class F { public static readonly Field<long> Points = Field.Integer(\"acme.points\"); }";

    [Theory]
    [InlineData("acme.points Integer\n", "")]
    [InlineData("# first release\n\nacme.points   Integer", "")]
    [InlineData("acme.score Integer", "CRMKIT1001")]
    [InlineData("acme.points Number", "CRMKIT1002")]
    [InlineData("acme.points", "CRMKIT1003")]
    public async Task DX_fields_are_held_to_what_was_shipped(string shipped, string expected) => Assert.Equal(expected, string.Join(',', await Verified.RulesAsync(Fields, shipped)));

    [Fact]
    public async Task DX_without_a_baseline_fields_are_free() => Assert.Empty(await Verified.RulesAsync(Fields));

    [Fact]
    public async Task DX_a_renamed_property_of_a_generated_record_is_found_and_its_old_key_heals_it()
    {
        const string shipped = "acme.crate.total Money";
        Assert.Equal(["CRMKIT1001"], await Verified.RulesAsync("[CrmRecord(\"acme.crate\", \"Crate\", \"Crates\")] public partial record Crate { [CrmField(\"Sum\", Kind = \"Money\")] public partial decimal? Sum { get; set; } }", shipped));
        Assert.Empty(await Verified.RulesAsync("[CrmRecord(\"acme.crate\", \"Crate\", \"Crates\")] public partial record Crate { [CrmField(\"Sum\", Kind = \"Money\", Key = \"acme.crate.total\")] public partial decimal? Sum { get; set; } }", shipped));
    }

    [Theory]
    [InlineData("async Task M(IRecords records, CancellationToken token) => await records.CreateAsync(new Lead());", "CRMKIT1010")]
    [InlineData("async Task M(IRecords records, CancellationToken token) { Func<Task> f = async () => await records.CreateAsync(new Lead()); await f(); }", "CRMKIT1010")]
    [InlineData("async Task M(IRecords records, CancellationToken token) => await records.CreateAsync(new Lead(), cancellationToken: token);", "")]
    [InlineData("async Task M(IRecords records, CancellationToken token) => await records.CreateAsync(new Lead(), cancellationToken: CancellationToken.None);", "")]
    [InlineData("async Task M(IRecords records) => await records.CreateAsync(new Lead());", "")]
    public async Task DX_tokens_are_passed_on(string method, string expected) => Assert.Equal(expected, await InClassAsync(method));

    [Theory]
    [InlineData("object M() => DateTime.Now;", "CRMKIT1020")]
    [InlineData("object M() => DateTime.UtcNow;", "CRMKIT1020")]
    [InlineData("object M() => DateTime.Today;", "CRMKIT1020")]
    [InlineData("object M() => DateTimeOffset.UtcNow.AddDays(1);", "CRMKIT1020")]
    [InlineData("object M() => TimeProvider.System.GetUtcNow();", "CRMKIT1020")]
    [InlineData("object M(ICrmSession session) => session.Now;", "")]
    [InlineData("object M(TimeProvider clock) => clock.GetUtcNow();", "")]
    [InlineData("object M() => DateTime.MinValue;", "")]
    public async Task DX_the_machines_clock_is_not_read(string method, string expected) => Assert.Equal(expected, await InClassAsync(method));

    [Theory]
    [InlineData("string M(Own own) => System.Text.Json.JsonSerializer.Serialize(own);", "CRMKIT1030")]
    [InlineData("object? M(string json) => System.Text.Json.JsonSerializer.Deserialize<List<Own>>(json);", "CRMKIT1030")]
    [InlineData("string M(Own own) => System.Text.Json.JsonSerializer.Serialize(own, System.Text.Json.JsonSerializerOptions.Web);", "CRMKIT1030")]
    [InlineData("object? M(string json) => System.Text.Json.JsonSerializer.Deserialize(json, typeof(Own));", "CRMKIT1030")]
    [InlineData("static readonly System.Text.Json.JsonSerializerOptions Mine = new(); string M(Own own) => System.Text.Json.JsonSerializer.Serialize(own, Mine);", "")]
    [InlineData("string M(Dictionary<string, int> host) => System.Text.Json.JsonSerializer.Serialize(host);", "")]
    [InlineData("object M() => System.ComponentModel.TypeDescriptor.GetConverter(typeof(int));", "CRMKIT1031")]
    [InlineData("void M(object o) => System.ComponentModel.DataAnnotations.Validator.ValidateObject(o, new System.ComponentModel.DataAnnotations.ValidationContext(o));", "CRMKIT1031")]
    [InlineData("object M() => new System.Xml.Serialization.XmlSerializer(typeof(Own));", "CRMKIT1031")]
    [InlineData("object M(string text) => System.Xml.Linq.XDocument.Parse(text);", "")]
    [InlineData("void M() => AppDomain.CurrentDomain.ProcessExit += (_, _) => { };", "CRMKIT1032")]
    [InlineData("void M() => Console.CancelKeyPress += On; void On(object? s, ConsoleCancelEventArgs e) { }", "CRMKIT1032")]
    [InlineData("void Start() => Console.CancelKeyPress += On; void Stop() => Console.CancelKeyPress -= On; void On(object? s, ConsoleCancelEventArgs e) { }", "")]
    [InlineData("event Action? Mine; void M() => Mine += () => Mine?.Invoke();", "")]
    [InlineData("object M(dynamic o) => o.Name;", "CRMKIT1033")]
    [InlineData("object M(Own o) => o.Name;", "")]
    [InlineData("void M() { var t = new Timer(_ => { }); }", "CRMKIT1034")]
    [InlineData("Timer? t; void M() => t = new Timer(_ => { });", "CRMKIT1034")]
    [InlineData("void M(TimeProvider clock) { clock.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.Zero); }", "CRMKIT1034")]
    [InlineData("Timer? t; void Start() => t = new Timer(_ => { }); void Stop() => t?.Dispose();", "")]
    [InlineData("void M() { using var t = new PeriodicTimer(TimeSpan.FromSeconds(1)); }", "")]
    [InlineData("void M() => System.Runtime.Loader.AssemblyLoadContext.Default.Resolving += (_, _) => null;", "CRMKIT1032")]
    [InlineData("void M() => TaskScheduler.UnobservedTaskException += (_, _) => { };", "CRMKIT1032")]
    [InlineData("void M() => System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGHUP, _ => { });", "CRMKIT1035")]
    [InlineData("void M(CancellationToken token) => token.Register(() => { });", "CRMKIT1035")]
    [InlineData("void M(CancellationToken token) { using var r = token.Register(() => { }); }", "")]
    [InlineData("CancellationToken M(CancellationToken token) { var both = CancellationTokenSource.CreateLinkedTokenSource(token); return both.Token; }", "CRMKIT1035")]
    [InlineData("void M(CancellationToken token) { using var both = CancellationTokenSource.CreateLinkedTokenSource(token); }", "")]
    [InlineData("void M(IObserver<System.Diagnostics.DiagnosticListener> all) => System.Diagnostics.DiagnosticListener.AllListeners.Subscribe(all);", "CRMKIT1035")]
    [InlineData("IDisposable? s; void M(IObserver<System.Diagnostics.DiagnosticListener> all) => s = System.Diagnostics.DiagnosticListener.AllListeners.Subscribe(all); void Stop() => s?.Dispose();", "")]
    [InlineData("void M() { var heard = new System.Diagnostics.ActivityListener(); System.Diagnostics.ActivitySource.AddActivityListener(heard); }", "CRMKIT1035")]
    [InlineData("readonly System.Diagnostics.Metrics.Meter m = new(\"x\"); void M() => m.CreateObservableGauge(\"y\", () => 1);", "CRMKIT1035")]
    [InlineData("readonly System.Diagnostics.Metrics.Meter m = new(\"x\"); void M() => m.CreateObservableGauge(\"y\", () => 1); void Stop() => m.Dispose();", "")]
    [InlineData("readonly System.Diagnostics.Metrics.Meter m = new(\"x\"); void M() => m.CreateCounter<int>(\"y\").Add(1);", "")]
    [InlineData("object M() => new System.Runtime.Serialization.DataContractSerializer(typeof(Own));", "CRMKIT1031")]
    [InlineData("object M() => new System.Runtime.Serialization.Json.DataContractJsonSerializer(typeof(Own));", "CRMKIT1031")]
    [InlineData("object M() => System.ComponentModel.TypeDescriptor.AddAttributes(typeof(Own), new ObsoleteAttribute());", "CRMKIT1031")]
    [InlineData("object M(Own own) => System.ComponentModel.TypeDescriptor.GetProperties(own);", "CRMKIT1031")]
    [InlineData("void M() { var t = new System.Timers.Timer(5); }", "CRMKIT1034")]
    [InlineData("void M() { var heard = new System.Diagnostics.Metrics.MeterListener(); heard.Start(); }", "CRMKIT1035")]
    [InlineData("void M(CancellationToken token) => token.UnsafeRegister(_ => { }, null);", "CRMKIT1035")]
    public async Task DX_PIN_what_would_keep_the_plugin_in_memory_is_found(string member, string expected) => Assert.Equal(expected, await InClassAsync(member));

    [Theory]
    [InlineData("namespace Microsoft.AspNetCore.Mvc { public abstract class ControllerBase { } } public sealed class Page : Microsoft.AspNetCore.Mvc.ControllerBase { }", "CRMKIT1036")]
    [InlineData("namespace Microsoft.AspNetCore.Components { public interface IComponent { } } public sealed class Page : Microsoft.AspNetCore.Components.IComponent { }", "")] // CrmKit.PluginComponents renders them
    [InlineData("namespace Quartz { public interface IJob { } } public sealed class Nightly : Quartz.IJob { }", "CRMKIT1036")]
    [InlineData("namespace MassTransit { public interface IConsumer<T> { } } public sealed class Seen : MassTransit.IConsumer<string> { }", "CRMKIT1036")]
    [InlineData("namespace Polly { public sealed class ResiliencePipelineBuilder<T> { } } public sealed class C { object M() => new Polly.ResiliencePipelineBuilder<C>(); }", "CRMKIT1031")]
    [InlineData("namespace Polly { public sealed class ResiliencePipelineBuilder<T> { } } public sealed class C { object M() => new Polly.ResiliencePipelineBuilder<string>(); }", "")]
    [InlineData("namespace Microsoft.Extensions.DependencyInjection { public static class HttpClientFactoryServiceCollectionExtensions { public static void AddHttpClient<T>(this object services) { } public static void AddHttpClient(this object services, string name) { } } }"
        + " public sealed class C { void M(object s) { Microsoft.Extensions.DependencyInjection.HttpClientFactoryServiceCollectionExtensions.AddHttpClient<C>(s); Microsoft.Extensions.DependencyInjection.HttpClientFactoryServiceCollectionExtensions.AddHttpClient(s, \"x\"); } }", "CRMKIT1031")]
    [InlineData("namespace Microsoft.Extensions.DependencyInjection { public static class OptionsBuilderDataAnnotationsExtensions { public static object ValidateDataAnnotations(this object o) => o; } }"
        + " public sealed class C { object M(object o) => Microsoft.Extensions.DependencyInjection.OptionsBuilderDataAnnotationsExtensions.ValidateDataAnnotations(o); }", "CRMKIT1031")]
    [InlineData("namespace Microsoft.AspNetCore.Builder { public static class EndpointRouteBuilderExtensions { public static void MapGet(this object o, string path, Delegate answer) { } } }"
        + " public sealed class C { void M(object o) => Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapGet(o, \"/\", () => 1); }", "CRMKIT1031")]
    [InlineData("namespace Microsoft.AspNetCore.Mvc.Razor { public abstract class RazorPageBase { } } public sealed class Page : Microsoft.AspNetCore.Mvc.Razor.RazorPageBase { }", "CRMKIT1036")]
    [InlineData("namespace Microsoft.Extensions.Primitives { public static class ChangeToken { public static IDisposable OnChange(Func<object> source, Action changed) => null!; } }"
        + " public sealed class C { void M() => Microsoft.Extensions.Primitives.ChangeToken.OnChange(() => 1, () => { }); }", "CRMKIT1035")]
    [InlineData("namespace Microsoft.Extensions.Options { public interface IOptionsMonitor<T> { IDisposable OnChange(Action<T> heard); } } public sealed class C { void M(Microsoft.Extensions.Options.IOptionsMonitor<string> o) => o.OnChange(_ => { }); }", "CRMKIT1035")]
    public async Task DX_PIN_classes_that_frameworks_remember_are_found(string source, string expected) => Assert.Equal(expected, string.Join(',', await Verified.RulesAsync(source)));

    private static async Task<string> InClassAsync(string member) =>
        string.Join(',', (await Verified.RulesAsync($"public sealed class Own {{ public string Name = \"\"; }} public sealed class C {{ {member} }}")).Distinct());
}

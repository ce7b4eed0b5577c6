using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace CrmKit.Plugins.Inspection;

/// <summary>One change of the contracts at a time: what the verifier says of it is what the runtime does.</summary>
public sealed class ContractChangeTests
{
    private static readonly string V1 = Contracts("1", "0.1.0.0");
    private static readonly byte[] Plugin = File.ReadAllBytes(Compiled.Into(Scratch.Folder("crmkit-lab-"), "Plugin", LabContracts.Plugin, references: [V1], isForeign: true));

    [Fact]
    public void INS_41_INS_42_INS_43_nothing_is_wrong_with_the_contracts_that_a_plugin_was_built_with()
    {
        var uses = Verify(V1);
        Assert.True(uses.Count > 50, $"Only {uses.Count} uses were found.");
        Assert.All(uses, u => Assert.Equal((ContractVerdict.Fine, null), (u.Verdict, u.Why)));
        Assert.Null(Run(V1));
        // Also when all that is known of the contracts is what the repository records of them.
        var recorded = ContractSurfaceText.Read(ContractSurfaceText.Write(ContractSurfaceReader.OfFile(File.ReadAllBytes(V1), _ => null)));
        Assert.Equal(uses.Select(u => u.ToString()), Verify(recorded).Select(u => u.ToString()));
    }

    public static TheoryData<string, string, string> Harmless => new()
    {
        { "a new type", "public sealed class Unused", "public sealed class Added { } public sealed class Unused" },
        { "an unused type is gone", "public sealed class Unused { public void Nobody() { } }", "" },
        { "an unused member is gone", "public void Nobody() { }", "" },
        { "a new default member of an interface", "int Order => 0;", "int Order => 0; void Later() { }" },
        { "a default member instead of an abstract one", "void Handle(string text);", "void Handle(string text) { }" },
        { "a new virtual member of a base class", "public void Run()", "public virtual void Added() { } public void Run()" },
        { "a new overload", "public int Add(int a, int b) => a + b;", "public int Add(int a, int b) => a + b; public int Add(int a, int b, int c) => a;" },
        { "a new constant", "First, Second, Third }", "First, Second, Third, Fourth }" },
        { "a member moves to a base class", "public abstract class Base\n{", "public abstract class Before { public void Run() { } } public abstract class Base : Before\n{" },
        { "a class gets an interface with default members", "public abstract class Base\n{", "public interface IAdded { int Plus() => 1; } public abstract class Base : IAdded\n{" },
        { "a protected member becomes public", "protected void ForHeirs() { }", "public void ForHeirs() { }" },
        { "an abstract class member gets a body", "protected abstract string Name();", "protected virtual string Name() => \"\";" },
        { "a base interface moves a default down", "int IRoot.Depth() => 1;", "int IRoot.Depth() => 2; int Added() => 3;" },
        { "an attribute gets a member", "public int Depth; }", "public int Depth; public int Width; }" },
        { "a struct gets a member", "public int X; public int Y", "public int X; public int Z; public int Y" },
        { "a parameter is renamed", "public int Add(int a, int b) => a + b;", "public int Add(int left, int right) => left;" },
        { "a type parameter of a method demands less", "T Kept<T>(T value) where T : class =>", "T Kept<T>(T value) =>" },
        { "a type parameter of a type demands less", "public class Box<T> where T : IComparable", "public class Box<T>" },
        { "a type parameter of a method demands something that is given", "T Kept<T>(T value) where T : class =>", "T Kept<T>(T value) where T : class, IComparable =>" },
        { "a static class member is added", "public static class Texts {", "public static class Texts { public static int Nothing() => 0;" },
    };

    [Theory]
    [MemberData(nameof(Harmless))]
    public void INS_a_change_that_breaks_nothing_is_fine(string change, string before, string after)
    {
        var changed = Changed(change, before, after);
        Assert.Null(Run(changed));
        Assert.DoesNotContain(Verify(changed), u => u.Verdict != ContractVerdict.Fine);
        Assert.DoesNotContain(Verify(Recorded(changed)), u => u.Verdict != ContractVerdict.Fine);
    }

    public static TheoryData<string, string, string, string> Breaking => new()
    {
        { "a method is gone", "public int Add(int a, int b) => a + b;", "", "Changed CrmKit.Lab.Open: Add(System.Int32, System.Int32) : System.Int32" },
        { "the only method of a name is gone", "public void Raise() => Changed?.Invoke(this, EventArgs.Empty);", "", "Gone CrmKit.Lab.Open: Raise() : System.Void" },
        { "another return type", "public int Add(int a, int b) => a + b;", "public long Add(int a, int b) => a + b;", "Changed CrmKit.Lab.Open: Add(System.Int32, System.Int32) : System.Int32" },
        { "a new optional parameter", "public int Add(int a, int b) => a + b;", "public int Add(int a, int b, int c = 0) => a + b;", "Changed CrmKit.Lab.Open: Add(System.Int32, System.Int32) : System.Int32" },
        { "static instead of instance", "public void Raise() => Changed?.Invoke(this, EventArgs.Empty);", "public static void Raise() { }", "Changed CrmKit.Lab.Open: Raise() : System.Void" },
        { "another number of type parameters", "public T Make<T>(int times) where T : new() => new();", "public T Make<T, U>(int times) where T : new() => new();", "Changed CrmKit.Lab.Open: Make`1(System.Int32) : !!0" },
        { "another element type", "Dictionary<string, T[]> Group<T>", "Dictionary<string, List<T>> Group<T>", "Changed CrmKit.Lab.Open: Group`1(System.Collections.Generic.IEnumerable`1<!!0>) : System.Collections.Generic.Dictionary`2<System.String, !!0[]>" },
        { "a field is gone", "public static int Count;", "", "Gone CrmKit.Lab.Open: field Count : System.Int32" },
        { "a field becomes a property", "public long Sum;", "public long Sum { get; set; }", "Gone CrmKit.Lab.Open: field Sum : System.Int64" },
        { "a field has another type", "public long Sum;", "public int Sum;", "Changed CrmKit.Lab.Open: field Sum : System.Int64" },
        { "an event is gone", "public event EventHandler? Changed;\n    public void Raise() => Changed?.Invoke(this, EventArgs.Empty);", "public void Raise() { }", "Gone CrmKit.Lab.Open: add_Changed(System.EventHandler) : System.Void" },
        { "an indexer has another key", "public int this[string key] { get => 1; set { } }", "public int this[int key] { get => 1; set { } }", "Changed CrmKit.Lab.Open: get_Item(System.String) : System.Int32" },
        { "a setter is gone", "public string Title { get; set; } = \"\";", "public string Title { get; } = \"\";", "Gone CrmKit.Lab.Base: set_Title(System.String) : System.Void" },
        { "set instead of init", "public int Width { get; init; }", "public int Width { get; set; }", "Changed CrmKit.Lab.Open/Nested: set_Width(System.Int32) : System.Void modreq(System.Runtime.CompilerServices.IsExternalInit)" },
        { "a nested type is gone", "public class Deeper { public static int Zero() => 0; }", "", "Gone CrmKit.Lab.Open/Nested/Deeper" },
        { "a nested type moves out", "public sealed class Nested { public int Width { get; init; } public required string Text { get; set; } public class Deeper { public static int Zero() => 0; } }", "} public sealed class Nested { public int Width { get; init; } public string Text { get; set; } = \"\";", "Gone CrmKit.Lab.Open/Nested" },
        { "a type is gone", "public delegate int Measure(string text);", "", "Gone CrmKit.Lab.Measure" },
        { "a type is not public", "public delegate int Measure(string text);", "internal delegate int Measure(string text);", "Changed CrmKit.Lab.Measure" },
        { "another delegate", "public delegate int Measure(string text);", "public delegate long Measure(string text);", "Changed CrmKit.Lab.Measure: Invoke(System.String) : System.Int32" },
        { "a member is not public", "public void Raise()", "internal void Raise()", "Changed CrmKit.Lab.Open: Raise() : System.Void" },
        { "a member is for heirs alone", "public void Raise()", "protected void Raise()", "Changed CrmKit.Lab.Open: Raise() : System.Void" },
        { "a constructor is gone", "public Open(int number) { }", "", "Changed CrmKit.Lab.Open: .ctor(System.Int32) : System.Void" },
        { "a class becomes abstract", "public class Open\n", "public abstract class Open\n", "Changed CrmKit.Lab.Open: .ctor() : System.Void" },
        { "a class is sealed", "public record Data(", "public sealed record Data(", "Changed CrmKit.Lab.Data" },
        { "a struct becomes a class", "public struct Point { public int X; public int Y { get; set; } public Point(int x) { X = x; } public readonly int Length() => X; }", "public class Point { public int X; public int Y { get; set; } public Point(int x) { X = x; } public int Length() => X; }", "Changed CrmKit.Lab.Point" },
        { "a record struct becomes a record", "public readonly record struct Key(Guid Value);", "public record Key(Guid Value);", "Changed CrmKit.Lab.Key" },
        { "a record gets a parameter", "public record Data(string Name, int Size);", "public record Data(string Name, int Size, int Depth);", "Changed CrmKit.Lab.Data: .ctor(System.String, System.Int32) : System.Void" },
        { "an interface gets a member without a body", "string Label { get; } }", "string Label { get; } void Added(int x); }", "Changed CrmKit.Lab.IHandler: Added(System.Int32) : System.Void" },
        { "a base interface gets a member without a body", "public interface IRoot { int Depth(); }", "public interface IRoot { int Depth(); int Added(); }", "Changed CrmKit.Lab.IRoot: Added() : System.Int32" },
        { "an interface gets a base interface", "public interface IHandler {", "public interface IAdded { void More(); } public interface IHandler : IAdded {", "Changed CrmKit.Lab.IAdded: More() : System.Void" },
        { "a generic interface gets a member", "public interface IConverter<T> { T Convert(T value);", "public interface IConverter<T> { T Convert(T value); T Back(T value);", "Changed CrmKit.Lab.IConverter`1: Back(!0) : !0" },
        { "a generic interface changes a member", "T Convert(T value);", "T Convert(T value, int times);", "Changed CrmKit.Lab.IConverter`1: Convert(!0, System.Int32) : !0" },
        { "a default member loses its body", "int Order => 0;", "int Order { get; }", "Changed CrmKit.Lab.IHandler: get_Order() : System.Int32" },
        { "a default of a base interface is gone", "int IRoot.Depth() => 1; ", "", "Changed CrmKit.Lab.IRoot: Depth() : System.Int32" },
        { "a member moves to a base interface", "public interface ICounter : IHandler { Task<int> CountAsync(CancellationToken token); }", "public interface IBelow : IHandler { Task<int> CountAsync(CancellationToken token); } public interface ICounter : IBelow { }", "Gone CrmKit.Lab.ICounter: CountAsync(System.Threading.CancellationToken) : System.Threading.Tasks.Task`1<System.Int32>" },
        { "an interface member is gone", "Task<int> CountAsync(CancellationToken token);", "", "Gone CrmKit.Lab.ICounter: CountAsync(System.Threading.CancellationToken) : System.Threading.Tasks.Task`1<System.Int32>" },
        { "an interface has another type parameter", "public interface IConverter<T> {", "public interface IConverter<T, U> {", "Gone CrmKit.Lab.IConverter`1" },
        { "an interface becomes a class", "public interface IRoot { int Depth(); }\npublic interface ILeaf : IRoot { int IRoot.Depth() => 1; int Leaves(); }", "public abstract class IRoot { public int Depth() => 1; } public interface ILeaf { int Leaves(); }", "Changed CrmKit.Lab.IRoot" },
        { "a static member is gone", "static abstract TSelf Make(int number);", "static abstract TSelf Make(long number);", "Changed CrmKit.Lab.IMade`1: static Make(System.Int32) : !0" },
        { "in instead of ref", "ref string text);", "in string text);", "Changed CrmKit.Lab.IListener: Listen(" },
        { "an event of an interface is gone for another", "event EventHandler Heard;", "event EventHandler<int> Heard;", "Changed CrmKit.Lab.IListener: add_Heard(System.EventHandler`1<System.Int32>) : System.Void" },
        { "a base class gets an abstract member", "protected abstract string Name();", "protected abstract string Name(); protected abstract int Added();", "Changed CrmKit.Lab.Base: Added() : System.Int32" },
        { "a generic base class gets an abstract member", "public abstract T Value(T given);", "public abstract T Value(T given); public abstract T Added(List<T> from);", "Changed CrmKit.Lab.Base`1: Added(System.Collections.Generic.List`1<!0>) : !0" },
        { "an abstract member changes", "protected abstract string Name();", "protected abstract string Name(int length);", "Changed CrmKit.Lab.Base: Name(System.Int32) : System.String" },
        { "a virtual member is final", "public abstract T Value(T given);", "public abstract T Value(T given); public sealed override void Start(int times) { }", "Changed CrmKit.Lab.Base`1: Start(System.Int32) : System.Void" },
        { "a virtual member has no body", "public virtual void Start(int times) { }", "public abstract void Start(int times);", "Changed CrmKit.Lab.Base: Start(System.Int32) : System.Void" },
        { "a protected virtual member becomes public", "protected virtual int Level => 0;", "public virtual int Level => 0;", "Changed CrmKit.Lab.Base: get_Level() : System.Int32" },
        { "a base constructor is gone", "protected Base() { }", "protected Base(string text = \"\") { }", "Changed CrmKit.Lab.Base: .ctor() : System.Void" },
        { "a protected field is gone", "protected int Seed;", "protected int Seed { get; set; }", "Gone CrmKit.Lab.Base: field Seed : System.Int32" },
        { "a member of a generic base changes", "public virtual List<T> Values() => new();", "public virtual IReadOnlyList<T> Values() => new List<T>();", "Changed CrmKit.Lab.Base`1: Values() : System.Collections.Generic.List`1<!0>" },
        { "an operator is gone", "public static Open operator +(Open left, Open right) => left;", "", "Gone CrmKit.Lab.Open: static op_Addition(CrmKit.Lab.Open, CrmKit.Lab.Open) : CrmKit.Lab.Open" },
        { "a conversion is gone", "public static implicit operator int(Open open) => 1;", "", "Gone CrmKit.Lab.Open: static op_Implicit(CrmKit.Lab.Open) : System.Int32" },
        { "an extension is gone", "public static string Twice(this string text) => text + text;", "", "Gone CrmKit.Lab.Texts: static Twice(System.String) : System.String" },
        { "an attribute has another constructor", "public sealed class MarkAttribute(Kind kind)", "public sealed class MarkAttribute(Kind kind, int more)", "Changed CrmKit.Lab.MarkAttribute: .ctor(CrmKit.Lab.Kind) : System.Void" },
        { "an attribute's property is gone", "public string? Note { get; set; }", "public string? Note { get; }", "Gone CrmKit.Lab.MarkAttribute: Note" },
        { "an attribute's field is gone", "public int Depth; }", "}", "Gone CrmKit.Lab.MarkAttribute: Depth" },
        { "a type parameter of a method demands a constructor", "T Kept<T>(T value) where T : class =>", "T Kept<T>(T value) where T : class, new() =>", "Changed CrmKit.Lab.Boxes: static Kept`1(!!0) : !!0" },
        { "a type parameter of a type demands a class", "public class Box<T> where T : IComparable", "public class Box<T> where T : class, IComparable", "Changed CrmKit.Lab.Box`1" },
        { "a type parameter of a type demands an interface", "public class Box<T> where T : IComparable", "public class Box<T> where T : IComparable, IDisposable", "Changed CrmKit.Lab.Box`1" },
        { "a type parameter of an interface's method demands less than its implementation", "T Map<T>(T value) where T : class;", "T Map<T>(T value);", "Changed CrmKit.Lab.IMapper: Map`1(!!0) : !!0" },
        { "an exception is gone", "public sealed class Missing : Exception { public Missing(string text) : base(text) { } }", "", "Gone CrmKit.Lab.Missing" },
        { "another name", "public static class Texts {", "public static class Phrases {", "Gone CrmKit.Lab.Texts" },
    };

    [Theory]
    [MemberData(nameof(Breaking))]
    public void INS_16_INS_18_a_change_that_breaks_the_plugin_is_found_and_named(string change, string before, string after, string told)
    {
        var changed = Changed(change, before, after);
        Assert.NotNull(Run(changed));
        Assert.Contains(Told(Verify(changed)), t => t.StartsWith(told, StringComparison.Ordinal));
        Assert.Contains(Verify(Recorded(changed)), u => u.Verdict != ContractVerdict.Fine);
    }

    /// <summary>The runtime says nothing of these: what the plugin wrote is never called, or means something else.</summary>
    public static TheoryData<string, string, string, string> Silent => new()
    {
        { "an overridden member has another name", "public virtual Task StopAsync(CancellationToken token) => Task.CompletedTask;", "public Task StopAsync(CancellationToken token) => Task.CompletedTask; public virtual Task EndAsync(CancellationToken token) => Task.CompletedTask;", "Changed CrmKit.Lab.Base: StopAsync(System.Threading.CancellationToken) : System.Threading.Tasks.Task" },
        { "an enum loses a value that stands in an attribute", "First, Second, Third }", "First }", "Gone CrmKit.Lab.Kind: = 2" },
        { "an enum loses a value that stands in code", "First, Second, Third }", "First, Second }", "Gone CrmKit.Lab.Kind: Third = 3" },
        { "a delegate gets a parameter, and the plugin only makes it", "Notify(Point at, string text);\npublic static class Bus { public static void On(Notify notify) => notify(default, \"\"); }", "Notify(Point at, string text, int more);\npublic static class Bus { public static void On(Notify notify) => notify(default, \"\", 1); }", "Changed CrmKit.Lab.Notify: .ctor(System.Object, System.IntPtr) : System.Void" },
        { "a delegate's parameter has another kind", "Notify(Point at, string text);\npublic static class Bus { public static void On(Notify notify) => notify(default, \"\"); }", "Notify(Point at, int text);\npublic static class Bus { public static void On(Notify notify) => notify(default, 1); }", "Changed CrmKit.Lab.Notify: .ctor(System.Object, System.IntPtr) : System.Void" },
        { "an enum has numbers of another size", "public enum Kind {", "public enum Kind : long {", "Changed CrmKit.Lab.Kind" },
        { "an enum is numbered anew", "First, Second, Third }", "Third, Second, First }", "Changed CrmKit.Lab.Kind: First = 1" },
        { "an overridden member is not virtual", "public virtual void Start(int times) { }", "public void Start(int times) { }", "Changed CrmKit.Lab.Base: Start(System.Int32) : System.Void" },
        { "flags lose a value that is a default", "Two = 2, Four = 4 }", "Two = 2 }", "Gone CrmKit.Lab.Marks: = 5" },
    };

    [Theory]
    [MemberData(nameof(Silent))]
    public void INS_a_change_that_breaks_in_silence_is_found(string change, string before, string after, string told) =>
        Assert.Contains(Told(Verify(Changed(change, before, after))), t => t.StartsWith(told, StringComparison.Ordinal));

    [Fact]
    public void INS_43_a_type_that_is_forwarded_is_looked_for_where_it_went()
    {
        var folder = Scratch.Folder("crmkit-lab-");
        var source = LabContracts.Contracts.Replace("\r\n", "\n", StringComparison.Ordinal);
        const string moved = "public static class Texts { public static string Twice(this string text) => text + text; public static int Total<T>(this IEnumerable<T> items, Func<T, int> of) => 0; }";
        var elsewhere = Compiled.Into(folder, "CrmKit.Elsewhere", "using System; using System.Collections.Generic; namespace CrmKit.Lab; " + moved, isForeign: true);
        var forwarding = Compiled.Into(folder, "CrmKit.Abstractions", source.Replace("namespace CrmKit.Lab;", "[assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof(CrmKit.Lab.Texts))]\nnamespace CrmKit.Lab;", StringComparison.Ordinal).Replace(moved, "", StringComparison.Ordinal), references: [elsewhere], isForeign: true);
        Assert.DoesNotContain(Verify(ContractVersions.Get(folder)), u => u.Verdict != ContractVerdict.Fine);
        Assert.Null(Run(forwarding));
        File.Delete(elsewhere);
        Assert.Contains("Gone CrmKit.Lab.Texts", Told(Verify(ContractVersions.Get(folder))));
    }

    private static string Changed(string change, string before, string after)
    {
        var source = LabContracts.Contracts.Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.True(source.Contains(before, StringComparison.Ordinal), $"'{change}' is about something that the contracts do not have.");
        return Contracts("2", "0.2.0.0", source.Replace(before, after, StringComparison.Ordinal));
    }

    private static string Contracts(string name, string version, string? source = null) =>
        Compiled.Into(Scratch.Folder($"crmkit-lab-{name}-"), "CrmKit.Abstractions", source ?? LabContracts.Contracts, version: version, isForeign: true);

    private static ContractSurface Recorded(string contracts) => ContractSurfaceText.Read(ContractSurfaceText.Write(ContractSurfaceReader.OfFile(File.ReadAllBytes(contracts), _ => null)));

    private static IReadOnlyList<ContractUse> Verify(string contracts) => Verify(ContractVersions.Get(contracts));

    private static IReadOnlyList<ContractUse> Verify(ContractSurface surface)
    {
        var code = AssemblyCodeReader.Read(Plugin);
        return new ContractCheck(surface, new PluginTypes([code]), ContractVersions.Get(V1)).Of([code]);
    }

    private static List<string> Told(IReadOnlyList<ContractUse> uses) => [.. uses.Where(u => u.Verdict != ContractVerdict.Fine).Select(u => $"{u.Verdict} {u}")];

    /// <summary>Loads the plugin with these contracts, compiles and runs all of it, and says what broke.</summary>
    private static Exception? Run(string contracts)
    {
        var context = new AssemblyLoadContext("lab", isCollectible: true);
        context.Resolving += (_, name) => Path.Combine(Path.GetDirectoryName(contracts)!, name.Name + ".dll") is var path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        try
        {
            context.LoadFromAssemblyPath(contracts);
            var plugin = context.LoadFromStream(new MemoryStream(Plugin));
            foreach (var type in plugin.GetTypes())
            {
                type.GetCustomAttributes(inherit: true);
                if (type.ContainsGenericParameters) continue;
                const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
                foreach (var method in type.GetMethods(all).Cast<MethodBase>().Concat(type.GetConstructors(all)).Where(m => !m.IsAbstract && !m.ContainsGenericParameters)) RuntimeHelpers.PrepareMethod(method.MethodHandle);
            }
            plugin.GetType("Sample.Uses")!.GetMethod("Run")!.Invoke(null, null);
            return null;
        }
        catch (Exception e)
        {
            return (e as TargetInvocationException)?.InnerException ?? e;
        }
        finally
        {
            context.Unload();
        }
    }
}

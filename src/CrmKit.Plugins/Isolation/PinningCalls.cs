using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using CrmKit.Plugins.Loading;

namespace CrmKit.Plugins.Isolation;

/// <summary>What a plugin uses that is known to keep its code in memory after it was taken out, found in the metadata of its assemblies without running anything.</summary>
internal static class PinningCalls
{
    private const string Timer = "a timer that is not disposed";
    private const string Thread = "a thread that does not end";
    private const string StaticEvent = "a handler left on an event of the runtime";
    private const string Token = "a registration left on a cancellation token of the host";
    private const string Listener = "a diagnostic listener that is not disposed";
    private const string Descriptor = "TypeDescriptor or DataAnnotations, which remember the plugin's types for good; write a check of your own";
    private const string Web = "a class that the web framework or a bus remembers for good; use the extension points of CrmKit";

    // By type, then by member; '*' is any.
    private static readonly Dictionary<string, (string Member, string Why)[]> Known = new(StringComparer.Ordinal)
    {
        ["System.Threading.Timer"] = [(".ctor", Timer)],
        ["System.Timers.Timer"] = [(".ctor", Timer)],
        ["System.Threading.PeriodicTimer"] = [(".ctor", Timer)],
        ["System.TimeProvider"] = [("CreateTimer", Timer)],
        ["System.Threading.Thread"] = [(".ctor", Thread)],
        ["System.Threading.Tasks.Task"] = [("Run", "a task that does not end")],
        ["System.Threading.Tasks.TaskFactory"] = [("StartNew", "a task that does not end")],
        ["System.Threading.ThreadPool"] = [("RegisterWaitForSingleObject", "a wait that is not unregistered")],
        ["System.AppDomain"] = [("add_ProcessExit", StaticEvent), ("add_UnhandledException", StaticEvent), ("add_FirstChanceException", StaticEvent), ("add_AssemblyLoad", StaticEvent), ("add_AssemblyResolve", StaticEvent)],
        ["System.Threading.Tasks.TaskScheduler"] = [("add_UnobservedTaskException", StaticEvent)],
        ["System.Console"] = [("add_CancelKeyPress", StaticEvent)],
        ["System.Runtime.Loader.AssemblyLoadContext"] = [("add_Resolving", StaticEvent), ("add_ResolvingUnmanagedDll", StaticEvent), ("add_Unloading", StaticEvent)],
        ["System.Runtime.InteropServices.PosixSignalRegistration"] = [("Create", StaticEvent)],
        ["System.Net.NetworkInformation.NetworkChange"] = [("add_NetworkAddressChanged", StaticEvent), ("add_NetworkAvailabilityChanged", StaticEvent)],
        ["System.Threading.CancellationToken"] = [("Register", Token), ("UnsafeRegister", Token)],
        ["System.Threading.CancellationTokenSource"] = [("CreateLinkedTokenSource", Token)],
        ["Microsoft.Extensions.Primitives.ChangeToken"] = [("OnChange", "a registration left on the host's configuration")],
        ["System.Diagnostics.ActivitySource"] = [("AddActivityListener", Listener)],
        ["System.Diagnostics.DiagnosticListener"] = [("Subscribe", Listener), ("get_AllListeners", Listener)],
        ["System.Diagnostics.Metrics.MeterListener"] = [("Start", Listener)],
        ["System.Diagnostics.Metrics.Meter"] = [("CreateObservableGauge", "a meter with observable instruments that is not disposed"), ("CreateObservableCounter", "a meter with observable instruments that is not disposed"),
            ("CreateObservableUpDownCounter", "a meter with observable instruments that is not disposed")],
        ["System.Runtime.InteropServices.GCHandle"] = [("Alloc", "a GCHandle that is not freed")],
        ["System.ComponentModel.TypeDescriptor"] = [("*", Descriptor)],
        ["System.ComponentModel.DataAnnotations.Validator"] = [("*", Descriptor)],
        ["Microsoft.CSharp.RuntimeBinder.Binder"] = [("*", "dynamic, whose binder remembers the plugin's types for good")],
        ["System.AppContext"] = [("SetData", "an object left in AppContext")],
        ["System.Threading.AsyncLocal`1"] = [("set_Value", "an AsyncLocal set on a flow of the host")],
        ["Microsoft.AspNetCore.Mvc.ControllerBase"] = [("*", Web)],
        ["MassTransit.IConsumer`1"] = [("*", Web)],
        ["Quartz.IJob"] = [("*", Web)],
        ["Microsoft.EntityFrameworkCore.DbContext"] = [("*", "a DbContext on the internal service provider of the host; give it one of its own")],
    };

    /// <summary>Whose presence is named in the plugin's own code; what its libraries use is not looked at. Sorted, each once.</summary>
    public static IReadOnlyList<string> Of(PluginImage image, string entryAssembly)
    {
        if (image.Find(entryAssembly) is not { } bytes) return [];
        try
        {
            using var pe = new PEReader(new MemoryStream(bytes, writable: false));
            var reader = pe.GetMetadataReader();
            return [.. Members(reader).Concat(Types(reader)).Distinct().Order(StringComparer.Ordinal)];
        }
        catch (BadImageFormatException)
        {
            return [];
        }
    }

    private static IEnumerable<string> Members(MetadataReader reader)
    {
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (TypeOf(reader, member.Parent) is not { } type || !Known.TryGetValue(type, out var known)) continue;
            var name = reader.GetString(member.Name);
            foreach (var (pinning, why) in known)
                if (pinning == "*" || pinning == name) yield return $"{why} ({type}{(name == ".ctor" ? "" : "." + name)})";
        }
    }

    // Base classes and interfaces have no member reference of their own.
    private static IEnumerable<string> Types(MetadataReader reader) =>
        from handle in reader.TypeReferences
        let type = NameOf(reader, handle)
        where Known.TryGetValue(type, out var known) && known[0].Member == "*"
        select $"{Known[type][0].Why} ({type})";

    private static string? TypeOf(MetadataReader reader, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => NameOf(reader, (TypeReferenceHandle)parent),
        HandleKind.TypeSpecification => GenericOf(reader, (TypeSpecificationHandle)parent),
        _ => null,
    };

    private static string? GenericOf(MetadataReader reader, TypeSpecificationHandle handle)
    {
        var blob = reader.GetBlobReader(reader.GetTypeSpecification(handle).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance) return null;
        blob.ReadByte(); // class or value type
        var type = blob.ReadTypeHandle();
        return type.Kind == HandleKind.TypeReference ? NameOf(reader, (TypeReferenceHandle)type) : null;
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }
}

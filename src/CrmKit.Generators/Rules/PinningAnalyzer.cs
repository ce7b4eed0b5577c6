using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CrmKit.Generators;

/// <summary>What the runtime remembers for good: a plugin that uses it stays in memory after it was taken out.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PinningAnalyzer : DiagnosticAnalyzer
{
    internal static readonly DiagnosticDescriptor Json = Rule.Warning("CRMKIT1030", "JSON with default options", "The default options of System.Text.Json remember '{0}': use a JsonSerializerContext, or options of the plugin's own");
    internal static readonly DiagnosticDescriptor Cached = Rule.Warning("CRMKIT1031", "A cache of the runtime keeps the plugin's types", "'{0}' remembers the types it has seen for good, and with them the plugin: {1}");
    internal static readonly DiagnosticDescriptor Event = Rule.Warning("CRMKIT1032", "A static event keeps the plugin", "The static event '{0}' keeps its subscriber, and with it the plugin, for as long as the process runs: unsubscribe in StopAsync with -=");
    internal static readonly DiagnosticDescriptor DynamicCode = Rule.Warning("CRMKIT1033", "dynamic keeps the plugin's types", "The binder behind 'dynamic' remembers the types it has seen for good, and with them the plugin: use an interface or pattern matching");

    internal static readonly DiagnosticDescriptor Framework = Rule.Warning("CRMKIT1036", "A framework keeps this class", "{0} remembers '{1}' for good, and with it the plugin: {2}");

    private static readonly Dictionary<string, string> Caches = new()
    {
        ["Microsoft.Extensions.DependencyInjection.OptionsBuilderDataAnnotationsExtensions"] = "validate with a function",
        ["Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions"] = "declare an endpoint of the plugin",
        ["System.ComponentModel.TypeDescriptor"] = "convert with Parse, read properties directly",
        ["System.ComponentModel.DataAnnotations.Validator"] = "use rules of fields, or an IRecordValidator",
        ["System.Xml.Serialization.XmlSerializer"] = "use XDocument or XmlReader",
        ["System.Runtime.Serialization.DataContractSerializer"] = "use System.Text.Json with a JsonSerializerContext",
        ["System.Runtime.Serialization.Json.DataContractJsonSerializer"] = "use System.Text.Json with a JsonSerializerContext",
    };

    // Only when a class of the plugin stands in their brackets.
    private static readonly Dictionary<string, string> CachesOfArguments = new()
    {
        ["Polly.ResiliencePipelineBuilder"] = "use the pipeline without a type",
        ["Microsoft.Extensions.DependencyInjection.HttpClientFactoryServiceCollectionExtensions"] = "name the client, and take it from IHttpClientFactory",
    };

    private static readonly Dictionary<string, (string Framework, string Instead)> Frameworks = new()
    {
        ["Microsoft.AspNetCore.Mvc.ControllerBase"] = ("MVC", "declare an endpoint of the plugin"),
        ["Microsoft.AspNetCore.Mvc.Razor.RazorPageBase"] = ("Razor", "describe a page or widget"),
        ["MassTransit.IConsumer"] = ("MassTransit", "add a subscriber"),
        ["Quartz.IJob"] = ("Quartz", "declare a job of the plugin"),
    };

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Json, Cached, Event, DynamicCode, Framework];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(static c => CheckCall(c, (IInvocationOperation)c.Operation), OperationKind.Invocation);
        context.RegisterSymbolAction(static c => CheckClass(c, (INamedTypeSymbol)c.Symbol), SymbolKind.NamedType);
        context.RegisterOperationAction(static c => CheckType(c, ((IObjectCreationOperation)c.Operation).Type), OperationKind.ObjectCreation);
        context.RegisterOperationAction(static c => CheckEvent(c, (IEventAssignmentOperation)c.Operation), OperationKind.EventAssignment);
        context.RegisterOperationAction(static c => c.ReportDiagnostic(Diagnostic.Create(DynamicCode, c.Operation.Syntax.GetLocation())), OperationKind.DynamicInvocation, OperationKind.DynamicMemberReference, OperationKind.DynamicIndexerAccess, OperationKind.DynamicObjectCreation);
    }

    private static void CheckCall(OperationAnalysisContext context, IInvocationOperation call)
    {
        CheckType(context, call.TargetMethod.ContainingType);
        CheckArguments(context, call.TargetMethod.ContainingType, call.TargetMethod.TypeArguments);
        if (call.TargetMethod.ContainingType.ToDisplayString() != "System.Text.Json.JsonSerializer") return;
        var options = call.Arguments.FirstOrDefault(a => a.Parameter?.Type.Name == "JsonSerializerOptions");
        var isDefault = options is not null && (options.ArgumentKind == ArgumentKind.DefaultValue || options.Value.ConstantValue is { HasValue: true, Value: null } || options.Value is IConversionOperation { Operand.ConstantValue: { HasValue: true, Value: null } }
            || options.Value is IPropertyReferenceOperation { Property: { Name: "Default" or "Web" or "Strict", ContainingType.Name: "JsonSerializerOptions" } });
        if (isDefault && OwnType(context.Compilation, call) is { } type) context.ReportDiagnostic(Diagnostic.Create(Json, call.Syntax.GetLocation(), type.Name));
    }

    // Types of the framework are nobody's to unload.
    private static ITypeSymbol? OwnType(Compilation compilation, IInvocationOperation call)
    {
        var serialized = call.TargetMethod.TypeArguments.Concat(call.Arguments.Select(a => a.Value switch
        {
            ITypeOfOperation type => type.TypeOperand,
            IConversionOperation conversion => conversion.Operand.Type,
            _ => null,
        }));
        return serialized.OfType<ITypeSymbol>().Select(t => Own(compilation, t)).FirstOrDefault(t => t is not null);
    }

    private static ITypeSymbol? Own(Compilation compilation, ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Own(compilation, array.ElementType),
        INamedTypeSymbol named when SymbolEqualityComparer.Default.Equals(named.ContainingAssembly, compilation.Assembly) => named,
        INamedTypeSymbol named => named.TypeArguments.Select(t => Own(compilation, t)).FirstOrDefault(t => t is not null),
        _ => null,
    };

    private static void CheckType(OperationAnalysisContext context, ITypeSymbol? type)
    {
        if (type is not null && Caches.TryGetValue(type.ToDisplayString(), out var instead)) context.ReportDiagnostic(Diagnostic.Create(Cached, context.Operation.Syntax.GetLocation(), type.Name, instead));
        if (context.Operation is IObjectCreationOperation && type is INamedTypeSymbol named) CheckArguments(context, named, named.TypeArguments);
    }

    private static void CheckArguments(OperationAnalysisContext context, INamedTypeSymbol owner, ImmutableArray<ITypeSymbol> arguments)
    {
        if (!CachesOfArguments.TryGetValue($"{owner.ContainingNamespace.ToDisplayString()}.{owner.Name}", out var instead) || arguments.All(a => Own(context.Compilation, a) is null)) return;
        context.ReportDiagnostic(Diagnostic.Create(Cached, context.Operation.Syntax.GetLocation(), owner.Name, instead));
    }

    private static void CheckClass(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        if (type.TypeKind != TypeKind.Class) return;
        IEnumerable<INamedTypeSymbol> above = type.AllInterfaces;
        for (var at = type.BaseType; at is not null; at = at.BaseType) above = above.Append(at);
        foreach (var one in above)
        {
            if (!Frameworks.TryGetValue($"{one.ContainingNamespace.ToDisplayString()}.{one.Name}", out var found)) continue;
            context.ReportDiagnostic(Diagnostic.Create(Framework, type.Locations[0], found.Framework, type.Name, found.Instead));
            return;
        }
    }

    private static void CheckEvent(OperationAnalysisContext context, IEventAssignmentOperation assignment)
    {
        if (!assignment.Adds || assignment.EventReference is not IEventReferenceOperation { Event: { } raised }) return;
        // AppDomain.CurrentDomain.ProcessExit is as static as the domain, and so are those of the default load context.
        var isStatic = raised.IsStatic || raised.ContainingType.ToDisplayString() is "System.AppDomain" or "System.Runtime.Loader.AssemblyLoadContext";
        if (!isStatic || SymbolEqualityComparer.Default.Equals(raised.ContainingAssembly, context.Compilation.Assembly) || IsTakenBack(assignment, raised)) return;
        context.ReportDiagnostic(Diagnostic.Create(Event, assignment.Syntax.GetLocation(), $"{raised.ContainingType.Name}.{raised.Name}"));
    }

    // The same event is unsubscribed somewhere in the same type.
    private static bool IsTakenBack(IEventAssignmentOperation assignment, IEventSymbol raised)
    {
        var type = assignment.Syntax.Ancestors().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax>().FirstOrDefault();
        return type is not null && type.DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.AssignmentExpressionSyntax>()
            .Any(a => a.OperatorToken.ValueText == "-=" && a.Left.ToString().EndsWith(raised.Name, StringComparison.Ordinal));
    }
}

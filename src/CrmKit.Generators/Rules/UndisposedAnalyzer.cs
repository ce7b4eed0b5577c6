using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CrmKit.Generators;

/// <summary>Timers and registrations that nobody disposes: the host calls the plugin for ever through them, and keeps it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UndisposedAnalyzer : DiagnosticAnalyzer
{
    internal static readonly DiagnosticDescriptor Timer = Rule.Warning("CRMKIT1034", "A timer that nobody ends", "This timer is never disposed: it keeps the plugin. Keep it in a field and dispose it in StopAsync, or declare a job of the plugin.");
    internal static readonly DiagnosticDescriptor Registration = Rule.Warning("CRMKIT1035", "A registration that nobody ends", "'{0}' registers the plugin with the host, and this is never undone: it keeps the plugin. Dispose what it returns, in StopAsync at the latest.");

    private static readonly HashSet<string> Timers = ["System.Threading.Timer", "System.Timers.Timer", "System.Threading.PeriodicTimer", "System.Threading.ITimer"];
    private static readonly HashSet<string> Listeners = ["System.Diagnostics.ActivityListener", "System.Diagnostics.Metrics.MeterListener"];

    private static readonly HashSet<string> Registrations =
    [
        "System.Runtime.InteropServices.PosixSignalRegistration.Create", "System.Threading.CancellationToken.Register", "System.Threading.CancellationToken.UnsafeRegister",
        "System.Threading.CancellationTokenSource.CreateLinkedTokenSource", "Microsoft.Extensions.Primitives.ChangeToken.OnChange", "Microsoft.Extensions.Primitives.IChangeToken.RegisterChangeCallback",
        "Microsoft.Extensions.Options.IOptionsMonitor.OnChange", "System.Diagnostics.DiagnosticListener.Subscribe", "System.IObservable.Subscribe",
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Timer, Registration];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Check, OperationKind.ObjectCreation, OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context)
    {
        var operation = context.Operation;
        if (Found(operation) is not { } found) return;
        var owner = operation.Parent;
        while (owner is IConversionOperation or IVariableInitializerOperation) owner = owner.Parent;
        var isEnded = owner switch
        {
            IUsingOperation or IReturnOperation or IArgumentOperation => true,
            IVariableDeclaratorOperation local => IsUsing(local) || IsDisposed(operation.Syntax.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>(), local.Symbol.Name),
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation field } => IsDisposed(operation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>(), field.Field.Name),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation property } => IsDisposed(operation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>(), property.Property.Name),
            IFieldInitializerOperation field => IsDisposed(operation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>(), field.InitializedFields[0].Name),
            _ => false,
        };
        if (isEnded) return;
        if (found.IsTimer) context.ReportDiagnostic(Diagnostic.Create(Timer, operation.Syntax.GetLocation()));
        else context.ReportDiagnostic(Diagnostic.Create(Registration, operation.Syntax.GetLocation(), found.Name));
    }

    private static (bool IsTimer, string Name)? Found(IOperation operation)
    {
        var type = operation.Type?.ToDisplayString() ?? "";
        if (operation is IInvocationOperation { TargetMethod: { } method })
        {
            if (method.Name == "CreateTimer" && Timers.Contains(type)) return (true, method.Name);
            var owner = method.ContainingType;
            return Registrations.Contains($"{owner.ContainingNamespace.ToDisplayString()}.{owner.Name}.{method.Name}") ? (false, $"{owner.Name}.{method.Name}") : null;
        }
        if (Timers.Contains(type)) return (true, type);
        if (Listeners.Contains(type)) return (false, operation.Type!.Name);
        // A meter leaves with the plugin unless somebody asks it: an observable instrument holds the code that answers.
        return type == "System.Diagnostics.Metrics.Meter" && operation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.ToString().Contains("CreateObservable") == true ? (false, "Meter") : null;
    }

    private static bool IsUsing(IOperation local)
    {
        for (var at = local.Parent; at is not null; at = at.Parent)
            if (at is IUsingDeclarationOperation or IUsingOperation) return true;
            else if (at is IBlockOperation) return false;
        return false;
    }

    // name.Dispose(), name?.DisposeAsync(), _ = name!.Dispose() …
    private static bool IsDisposed(SyntaxNode? scope, string name) =>
        scope is not null && scope.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(i => i.Parent is ConditionalAccessExpressionSyntax conditional ? conditional.ToString() : i.ToString())
            .Any(text => text.Contains(name + ".Dispose") || text.Contains(name + "?.Dispose") || text.Contains(name + "!.Dispose"));
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CrmKit.Generators;

/// <summary>A timer that nobody disposes calls its plugin for ever, and keeps it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TimerAnalyzer : DiagnosticAnalyzer
{
    internal static readonly DiagnosticDescriptor Undisposed = Rule.Warning("CRMKIT1034", "A timer that nobody ends", "This timer is never disposed: it keeps the plugin. Keep it in a field and dispose it in StopAsync, or declare a job of the plugin.");
    private static readonly HashSet<string> Timers = ["System.Threading.Timer", "System.Timers.Timer", "System.Threading.PeriodicTimer", "System.Threading.ITimer"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Undisposed];

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
        if (operation is IInvocationOperation { TargetMethod.Name: not "CreateTimer" }) return;
        if (operation.Type is null || !Timers.Contains(operation.Type.ToDisplayString())) return;
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
        if (!isEnded) context.ReportDiagnostic(Diagnostic.Create(Undisposed, operation.Syntax.GetLocation()));
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

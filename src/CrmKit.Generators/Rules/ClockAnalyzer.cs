using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CrmKit.Generators;

/// <summary>Time comes from the session or the host's <c>TimeProvider</c>: tests, replays and tenants' zones depend on it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClockAnalyzer : DiagnosticAnalyzer
{
    internal static readonly DiagnosticDescriptor Direct = Rule.Warning("CRMKIT1020", "The machine's clock is read", "'{0}' reads the machine's clock: take session.Now or session.Today, or a TimeProvider in the constructor");

    private static readonly HashSet<string> Clocks =
    [
        "System.DateTime.Now", "System.DateTime.UtcNow", "System.DateTime.Today", "System.DateTimeOffset.Now", "System.DateTimeOffset.UtcNow", "System.TimeProvider.System",
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Direct];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(static c =>
        {
            var name = ((IPropertyReferenceOperation)c.Operation).Property.ToDisplayString();
            if (Clocks.Contains(name)) c.ReportDiagnostic(Diagnostic.Create(Direct, c.Operation.Syntax.GetLocation(), name.Substring("System.".Length)));
        }, OperationKind.PropertyReference);
    }
}

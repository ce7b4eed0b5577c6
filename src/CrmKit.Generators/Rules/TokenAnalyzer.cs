using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CrmKit.Generators;

/// <summary>A method that is given a token gives it on: else its call goes on after the host has given it up.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TokenAnalyzer : DiagnosticAnalyzer
{
    internal static readonly DiagnosticDescriptor Missing = Rule.Warning("CRMKIT1010", "The token is not passed on", "'{0}' takes a CancellationToken: pass '{1}' on, so that the call ends when the host gives it up");
    private const string Token = "System.Threading.CancellationToken";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Missing];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(static c => Check(c, (IInvocationOperation)c.Operation), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.Arguments.FirstOrDefault(a => a.ArgumentKind == ArgumentKind.DefaultValue && a.Parameter?.Type.ToDisplayString() == Token)?.Parameter is not { } parameter) return;
        if (Given(call) is not { } token) return;
        var name = call.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.InvocationExpressionSyntax { Expression: Microsoft.CodeAnalysis.CSharp.Syntax.MemberAccessExpressionSyntax member } ? member.Name.GetLocation() : call.Syntax.GetLocation();
        var forFix = ImmutableDictionary<string, string?>.Empty.Add("token", token.Name).Add("parameter", parameter.Name);
        context.ReportDiagnostic(Diagnostic.Create(Missing, name, forFix, call.TargetMethod.Name, token.Name));
    }

    // The token of the innermost function that has one, as far as it can be used there.
    private static IParameterSymbol? Given(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            var function = at switch { IAnonymousFunctionOperation lambda => lambda.Symbol, ILocalFunctionOperation local => local.Symbol, _ => null };
            if (function?.Parameters.FirstOrDefault(IsToken) is { } own) return own;
            if (function is { IsStatic: true }) return null;
        }
        return operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart) is { } enclosing ? Method(enclosing)?.Parameters.FirstOrDefault(IsToken) : null;
    }

    private static IMethodSymbol? Method(ISymbol symbol)
    {
        for (var at = symbol; at is not null and not INamedTypeSymbol; at = at.ContainingSymbol)
            if (at is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } method) return method;
        return null;
    }

    private static bool IsToken(IParameterSymbol parameter) => parameter.Type.ToDisplayString() == Token;
}

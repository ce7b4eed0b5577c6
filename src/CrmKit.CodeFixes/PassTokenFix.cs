using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CrmKit.CodeFixes;

/// <summary>CRMKIT1010: passes the token on, by the parameter's name, which is right wherever other arguments were left out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class PassTokenFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CRMKIT1010"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call) continue;
            var (token, parameter) = (diagnostic.Properties["token"]!, diagnostic.Properties["parameter"]!);
            var argument = SyntaxFactory.Argument(SyntaxFactory.NameColon(parameter), default, SyntaxFactory.IdentifierName(token)).NormalizeWhitespace();
            context.RegisterCodeFix(CodeAction.Create($"Pass '{token}' on",
                _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(call, call.AddArgumentListArguments(argument)))), equivalenceKey: nameof(PassTokenFix)), diagnostic);
        }
    }
}

using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace CrmKit.CodeFixes;

/// <summary>CRMKIT1030: gives the call options that belong to the plugin and leave with it, in a field of the class.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class OwnJsonOptionsFix : CodeFixProvider
{
    private const string Options = "JsonSerializerOptions";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CRMKIT1030"];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null; // two at once would each bring a field

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        if (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model) return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call) continue;
            if (call.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || model.GetSymbolInfo(call).Symbol is not IMethodSymbol method) continue;
            if (method.Parameters.FirstOrDefault(p => p.Type.Name == Options) is not { } parameter) continue;
            context.RegisterCodeFix(CodeAction.Create("Use options of the plugin's own", _ => Task.FromResult(context.Document.WithSyntaxRoot(Fixed(root, type, call, parameter, model))), equivalenceKey: nameof(OwnJsonOptionsFix)), diagnostic);
        }
    }

    private static SyntaxNode Fixed(SyntaxNode root, TypeDeclarationSyntax type, InvocationExpressionSyntax call, IParameterSymbol parameter, SemanticModel model)
    {
        var own = Existing(type, model);
        var name = own?.Identifier.ValueText ?? "Json";
        var given = call.ArgumentList.Arguments.Select((a, i) => (Argument: a, Index: i))
            .FirstOrDefault(a => a.Argument.NameColon?.Name.Identifier.ValueText == parameter.Name || a.Argument.NameColon is null && a.Index == parameter.Ordinal).Argument;
        var changed = given is null
            ? call.AddArgumentListArguments(SyntaxFactory.Argument(SyntaxFactory.NameColon(parameter.Name), default, SyntaxFactory.IdentifierName(name)).NormalizeWhitespace())
            : call.ReplaceNode(given.Expression, SyntaxFactory.IdentifierName(name).WithTriviaFrom(given.Expression));
        var replaced = type.ReplaceNode(call, changed);
        if (own is null)
        {
            var initial = given?.Expression is MemberAccessExpressionSyntax ? $"new({given.Expression})" : "new()"; // a copy remembers nothing for others
            var field = SyntaxFactory.ParseMemberDeclaration($"private static readonly System.Text.Json.{Options} {name} = {initial};\n")!.WithAdditionalAnnotations(Formatter.Annotation);
            replaced = replaced.WithMembers(replaced.Members.Insert(0, field));
        }
        return root.ReplaceNode(type, replaced);
    }

    private static VariableDeclaratorSyntax? Existing(TypeDeclarationSyntax type, SemanticModel model) => type.Members.OfType<FieldDeclarationSyntax>()
        .Where(f => f.Modifiers.Any(SyntaxKind.StaticKeyword)).SelectMany(f => f.Declaration.Variables)
        .FirstOrDefault(v => model.GetDeclaredSymbol(v) is IFieldSymbol { Type.Name: Options });
}

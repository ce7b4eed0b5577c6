using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CrmKit.CodeFixes;

/// <summary>CRMKIT1020: takes the time from a session or a clock that is at hand; where there is none, that is the author's to decide. A day (<c>DateTime.Today</c>) and local time depend on the tenant's zone, so they are his too.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ClockFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CRMKIT1020"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        if (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model) return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<MemberAccessExpressionSyntax>() is not { } read) continue;
            if (Instead(model, read) is not { } instead) continue;
            context.RegisterCodeFix(CodeAction.Create($"Use '{instead}'",
                _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(read, SyntaxFactory.ParseExpression(instead).WithTriviaFrom(read)))), equivalenceKey: nameof(ClockFix)), diagnostic);
        }
    }

    private static string? Instead(SemanticModel model, MemberAccessExpressionSyntax read)
    {
        if (model.GetSymbolInfo(read).Symbol is not IPropertySymbol clock) return null;
        var session = AtHand(model, read, "CrmKit.Sessions.ICrmSession");
        var provider = AtHand(model, read, "System.TimeProvider");
        return clock.ToDisplayString() switch
        {
            "System.TimeProvider.System" => provider,
            "System.DateTimeOffset.UtcNow" => session is not null ? $"{session}.Now" : provider is not null ? $"{provider}.GetUtcNow()" : null,
            "System.DateTime.UtcNow" => session is not null ? $"{session}.Now.UtcDateTime" : provider is not null ? $"{provider}.GetUtcNow().UtcDateTime" : null,
            _ => null,
        };
    }

    // A parameter, variable, field or property of the type, or a context that has one.
    private static string? AtHand(SemanticModel model, SyntaxNode place, string type)
    {
        var isStatic = model.GetEnclosingSymbol(place.SpanStart) is { IsStatic: true };
        var names = model.LookupSymbols(place.SpanStart).Where(s => Type(s) is not null && (!isStatic || s.IsStatic || s is IParameterSymbol or ILocalSymbol) && !IsLater(s, place)).OrderBy(s => s is IParameterSymbol ? 0 : 1).ToList();
        if (names.Find(s => Type(s)!.ToDisplayString() == type) is { } direct) return direct.Name;
        foreach (var name in names)
            if (Members(Type(name)!).FirstOrDefault(p => p.Type.ToDisplayString() == type) is { } held) return $"{name.Name}.{held.Name}";
        return null;
    }

    private static bool IsLater(ISymbol symbol, SyntaxNode place) => symbol is ILocalSymbol && symbol.Locations[0].SourceSpan.Start > place.SpanStart;

    private static ITypeSymbol? Type(ISymbol symbol) => symbol switch
    {
        IParameterSymbol parameter => parameter.Type,
        ILocalSymbol local => local.Type,
        IFieldSymbol { CanBeReferencedByName: true } field => field.Type,
        IPropertySymbol { IsIndexer: false } property => property.Type,
        _ => null,
    };

    private static IEnumerable<IPropertySymbol> Members(ITypeSymbol type)
    {
        if (type.ContainingNamespace?.ToDisplayString().StartsWith("CrmKit", StringComparison.Ordinal) != true) yield break;
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
            foreach (var property in at.GetMembers().OfType<IPropertySymbol>().Where(p => !p.IsStatic && p.DeclaredAccessibility == Accessibility.Public)) yield return property;
    }
}

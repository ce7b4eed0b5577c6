using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;

namespace CrmKit.Generators;

/// <summary>Fixes a source as an editor does: the first fix of the first finding.</summary>
internal static class Fixed
{
    /// <summary>The source after the fix; <see langword="null"/> when none is offered.</summary>
    public static async Task<string?> ByAsync(CodeFixProvider provider, string source)
    {
        var finding = (await Verified.DiagnosticsAsync(source)).First(d => provider.FixableDiagnosticIds.Contains(d.Id));
        using var workspace = new AdhocWorkspace();
        var compilation = Verified.Generate(source);
        var project = workspace.AddProject(ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Default, "Plugin", "Plugin", LanguageNames.CSharp,
            compilationOptions: compilation.Options, parseOptions: new CSharpParseOptions(LanguageVersion.Latest), metadataReferences: compilation.References));
        foreach (var tree in compilation.SyntaxTrees.Where(t => t.FilePath != "Plugin.cs")) project = project.AddDocument("Other.cs", await tree.GetTextAsync()).Project;
        var document = project.AddDocument("Plugin.cs", source);

        var offered = new List<CodeAction>();
        var tied = Diagnostic.Create(finding.Descriptor, Location.Create((await document.GetSyntaxTreeAsync())!, finding.Location.SourceSpan), finding.Properties, [.. Arguments(finding)]);
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, tied, (action, _) => offered.Add(action), CancellationToken.None));
        if (offered.Count == 0) return null;
        var change = (await offered[0].GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        var changed = await Formatter.FormatAsync(change.ChangedSolution.GetDocument(document.Id)!, Formatter.Annotation);
        return (await changed.GetTextAsync()).ToString();
    }

    private static IEnumerable<object?> Arguments(Diagnostic finding) => Enumerable.Repeat<object?>(finding.Id, 4); // messages are not read here
}

using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CrmKit.Generators;

/// <summary>Writes fields, accessors and registration of classes with <c>[CrmRecord]</c> or <c>[CrmFields]</c>. What it cannot write, <see cref="RecordShapeAnalyzer"/> explains.</summary>
[Generator]
public sealed class RecordGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        foreach (var attribute in new[] { Names.RecordAttribute, Names.FieldsAttribute })
        {
            // Text alone goes on: it is equal when nothing changed.
            var files = context.SyntaxProvider.ForAttributeWithMetadataName(attribute, static (node, _) => node is TypeDeclarationSyntax, static (found, _) => Write(found)).Where(static f => f.Source.Length > 0);
            context.RegisterSourceOutput(files, static (output, file) => output.AddSource(file.Name, SourceText.From(file.Source, Encoding.UTF8)));
        }
    }

    private static (string Name, string Source) Write(GeneratorAttributeSyntaxContext found)
    {
        var type = (INamedTypeSymbol)found.TargetSymbol;
        if (!RecordShape.IsPartial(type) || type.ContainingType is not null || RecordShape.Of(type) is not { } shape) return ("", "");
        return ($"{type.ToDisplayString()}.g.cs", new RecordWriter(shape).Write());
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CrmKit.Generators;

/// <summary>Says why a class or property cannot be generated for.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RecordShapeAnalyzer : DiagnosticAnalyzer
{
    internal static readonly DiagnosticDescriptor NotPartial = Rule.Error("CRMKIT1101", "Not partial", "'{0}' must be a partial class or record outside other types, so that its fields can be written beside it");
    internal static readonly DiagnosticDescriptor TypeUnsupported = Rule.Error("CRMKIT1102", "No field type", "'{0}' cannot be a field: make it a partial property of string, decimal?, long?, bool, DateOnly?, DateTimeOffset?, Guid? or a nullable enum, with a Kind that fits");
    internal static readonly DiagnosticDescriptor ReferenceMissing = Rule.Error("CRMKIT1103", "Reference to nothing", "'{0}' is an id: say of which record type with References = \"...\"");
    internal static readonly DiagnosticDescriptor DuplicateKey = Rule.Error("CRMKIT1104", "Two fields with one key", "'{0}' has the key '{1}' of another field: give one of them a Key of its own");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [NotPartial, TypeUnsupported, ReferenceMissing, DuplicateKey];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(static c => Check(c, (INamedTypeSymbol)c.Symbol), SymbolKind.NamedType);
    }

    private static void Check(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        if (RecordShape.Of(type) is not { } shape) return;
        if (!RecordShape.IsPartial(type) || type.ContainingType is not null) context.ReportDiagnostic(Diagnostic.Create(NotPartial, type.Locations[0], type.Name));
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>().Where(p => Names.Find(p, Names.FieldAttribute) is not null))
        {
            if (!property.IsPartialDefinition || FieldShape.Of(property, shape.Prefix) is not { } field)
            {
                context.ReportDiagnostic(Diagnostic.Create(TypeUnsupported, property.Locations[0], property.Name));
                continue;
            }
            if (field is { Kind: "Reference", References: null }) context.ReportDiagnostic(Diagnostic.Create(ReferenceMissing, property.Locations[0], property.Name));
            if (!keys.Add(field.Key)) context.ReportDiagnostic(Diagnostic.Create(DuplicateKey, property.Locations[0], property.Name, field.Key));
        }
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace CrmKit.Generators;

/// <summary>Holds fields to <c>fields.shipped.txt</c>: values are stored under keys and kinds that customers have already.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ShippedFieldsAnalyzer : DiagnosticAnalyzer
{
    internal const string FileName = "fields.shipped.txt";
    internal static readonly DiagnosticDescriptor Gone = Rule.Error("CRMKIT1001", "A shipped field is gone", "The field '{0}' was shipped and is declared no more: records have values under this key. Keep it, or give the renamed property Key = \"{0}\".");
    internal static readonly DiagnosticDescriptor Retyped = Rule.Error("CRMKIT1002", "A shipped field changed its kind", "The field '{0}' was shipped as {1} and is {2} now: stored values could not be read. Add a field with another key.");
    internal static readonly DiagnosticDescriptor Unreadable = Rule.Error("CRMKIT1003", "A line of fields.shipped.txt cannot be read", "'{0}' is not a key and a kind, such as 'acme.points Integer'");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Gone, Retyped, Unreadable];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // The fields of generated records are fields too.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var files = start.Options.AdditionalFiles.Where(f => Path.GetFileName(f.Path) == FileName).ToList();
            if (files.Count == 0) return;
            var declared = new ConcurrentDictionary<string, ConcurrentBag<(string Kind, Location Location)>>(StringComparer.Ordinal);
            start.RegisterOperationAction(c => Collect((IInvocationOperation)c.Operation, declared), OperationKind.Invocation);
            start.RegisterCompilationEndAction(end =>
            {
                foreach (var file in files) Compare(end, file, declared);
            });
        });
    }

    private static void Collect(IInvocationOperation call, ConcurrentDictionary<string, ConcurrentBag<(string, Location)>> declared)
    {
        if (call.TargetMethod is not { IsStatic: true } method || method.ContainingType.ToDisplayString() != "CrmKit.Fields.Field") return;
        if (call.Arguments.Length == 0 || call.Arguments[0].Value.ConstantValue.Value is not string key) return;
        var kind = method.Name == "Decimal" ? "Number" : method.Name;
        declared.GetOrAdd(key, static _ => []).Add((kind, call.Syntax.GetLocation()));
    }

    private static void Compare(CompilationAnalysisContext context, AdditionalText file, ConcurrentDictionary<string, ConcurrentBag<(string Kind, Location Location)>> declared)
    {
        if (file.GetText(context.CancellationToken) is not { } text) return;
        foreach (var line in text.Lines)
        {
            var content = text.ToString(line.Span).Trim();
            if (content.Length == 0 || content[0] == '#') continue;
            var location = Location.Create(file.Path, line.Span, text.Lines.GetLinePositionSpan(line.Span));
            var words = content.Split([' '], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 2) context.ReportDiagnostic(Diagnostic.Create(Unreadable, location, content));
            else if (!declared.TryGetValue(words[0], out var found)) context.ReportDiagnostic(Diagnostic.Create(Gone, location, words[0]));
            else
            {
                foreach (var (now, where) in found)
                    if (now != words[1]) context.ReportDiagnostic(Diagnostic.Create(Retyped, where, words[0], words[1], now));
            }
        }
    }
}

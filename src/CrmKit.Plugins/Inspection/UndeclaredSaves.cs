namespace CrmKit.Plugins.Inspection;

/// <summary>Handlers whose code, as far as their own assembly goes, writes records through a door without saying which: the first such save would be refused.</summary>
internal static class UndeclaredSaves
{
    private const string Contracts = "CrmKit.Abstractions", Saves = "CrmKit.Records.SavesAttribute";
    private static readonly string[] Handlers = ["CrmKit.Records.IBeforeSave", "CrmKit.Records.IAfterSave"];

    private static readonly Dictionary<string, string[]> Writing = new(StringComparer.Ordinal)
    {
        ["CrmKit.Records.IRecords"] = ["SaveAsync"],
        ["CrmKit.Records.RecordsExtensions"] = ["CreateAsync", "UpdateAsync", "DeleteAsync"],
        ["CrmKit.Records.SaveContext"] = ["Also"],
        ["CrmKit.Pipelines.IPipelines"] = ["MoveAsync", "ReopenAsync", "ChangePipelineAsync"],
        ["CrmKit.Conversions.IConversions"] = ["ConvertAsync"],
        ["CrmKit.Assignment.IAssignments"] = ["AssignAsync", "ClaimAsync", "ReleaseAsync", "TransferAsync"],
        ["CrmKit.Actions.IRecordActions"] = ["RunAsync"],
        ["CrmKit.Intake.IIntake"] = ["CaptureAsync", "BounceAsync"],
        ["CrmKit.Imports.IImports"] = ["RunAsync", "RevertAsync"],
    };

    /// <summary>The handlers, each with a place where it writes.</summary>
    public static IEnumerable<(string Handler, string Where)> Of(AssemblyCode assembly)
    {
        var writing = assembly.MemberUses.Where(u => u.Assembly == Contracts && Writing.TryGetValue(u.Type, out var members) && members.Contains(u.Name))
            .SelectMany(u => u.Sites.Select(s => (Place: new CodePlace(s.Type, s.Method), What: $"{u.Type}.{u.Name}"))).ToLookup(s => s.Place, s => s.What);
        if (writing.Count == 0) yield break;
        var types = assembly.Types.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var handler in assembly.Types.Where(t => t.IsConcrete && t.Interfaces.Any(i => Handlers.Contains(i.Text)) && !t.Attributes.Contains(Saves)))
            if (Reached(handler, assembly, types).FirstOrDefault(writing.Contains) is { Type: not null } place) yield return (handler.Name, $"{place.Type}.{place.Method}: {writing[place].First()}");
    }

    private static IEnumerable<CodePlace> Reached(CodeType handler, AssemblyCode assembly, Dictionary<string, CodeType> types)
    {
        var seen = new HashSet<CodePlace>(Within(handler.Name, assembly));
        var queue = new Queue<CodePlace>(seen);
        while (queue.TryDequeue(out var place))
        {
            yield return place;
            foreach (var next in assembly.Inner[place].SelectMany(p => Bodies(p, assembly, types)))
                if (seen.Add(next)) queue.Enqueue(next);
        }
    }

    private static IEnumerable<CodePlace> Within(string type, AssemblyCode assembly) =>
        assembly.Types.Where(t => t.Name == type || t.Name.StartsWith(type + "/", StringComparison.Ordinal)).SelectMany(t => t.Methods.Select(m => new CodePlace(t.Name, SignatureText.NameOf(m.Signature))));

    // What the compiler makes of an async method, an iterator or a lambda bears the method's name in brackets; what is virtual may run in any type that has it.
    private static IEnumerable<CodePlace> Bodies(CodePlace place, AssemblyCode assembly, Dictionary<string, CodeType> types)
    {
        yield return place;
        var made = $"<{place.Method}>";
        foreach (var inner in Within(place.Type, assembly))
            if (inner.Type.Contains(made, StringComparison.Ordinal) || inner.Method.StartsWith(made, StringComparison.Ordinal)) yield return inner;
        if (!types.TryGetValue(place.Type, out var type) || !(type.IsInterface || type.IsAbstract)) yield break;
        foreach (var other in assembly.Types.Where(t => t.Base?.Text == type.Name || t.Interfaces.Any(i => i.Text == type.Name)))
            foreach (var body in Bodies(new CodePlace(other.Name, place.Method), assembly, types)) yield return body;
    }
}

namespace CrmKit.Plugins.Inspection;

/// <summary>All that reading a plugin told.</summary>
internal sealed record PluginInspection
{
    public List<CrmError> Errors { get; } = [];
    public List<CrmError> Warnings { get; } = [];
    public List<PluginAssembly> Assemblies { get; } = [];
    public List<AssemblyCode> Code { get; } = [];
    public IReadOnlyList<ContractUse> Uses { get; set; } = [];
    public IReadOnlyList<PluginCapability> Capabilities { get; set; } = [];
    public UnloadGrade Grade { get; set; }
    public IReadOnlyList<UnloadHindrance> Hindrances { get; set; } = [];

    public void Deconstruct(out IReadOnlyList<CrmError> errors, out IReadOnlyList<CrmError> warnings) => (errors, warnings) = (Errors, Warnings);
}

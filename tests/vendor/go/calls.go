// A story, told to the mock by the Go SDK as Debian packages it: `go run calls.go URL KEY SECRET`. Nothing of the SDK is changed;
// its connections are led to the mock, as it knows no other endpoint than its own.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/denverdino/aliyungo/common"
	"github.com/denverdino/aliyungo/cs"
	"github.com/denverdino/aliyungo/sts"
)

func main() {
	address := strings.TrimPrefix(os.Args[1], "http://")
	lead := func(context.Context, string, string) (net.Conn, error) { return net.Dial("tcp", address) }
	transport := http.DefaultTransport.(*http.Transport)
	transport.DialContext, transport.DialTLSContext = lead, lead

	passed, failed := 0, 0
	for _, story := range []struct {
		name string
		tell func(key, secret string) error
	}{{"a cluster's life", life}, {"a wrong secret", wrongSecret}, {"a temporary key", temporaryKey}} {
		if err := story.tell(os.Args[2], os.Args[3]); err != nil {
			failed++
			fmt.Printf("FAILED %s: %v\n", story.name, err)
		} else {
			passed++
			fmt.Printf("ok %s\n", story.name)
		}
	}
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}

// Create, wait for it on the mock's clock, read, delete: what was written is what is read.
func life(key, secret string) error {
	client := cs.NewClient(key, secret)
	created, err := client.CreateKubernetesCluster(common.Beijing, &cs.KubernetesCreationArgs{
		Name: "from-go", ClusterType: "Kubernetes", VPCID: "vpc-1", NumOfNodes: 2, LoginPassword: "Hello1234", TimeoutMins: 60,
	})
	if err != nil {
		return err
	}
	if err := anHourLater(); err != nil {
		return err
	}
	cluster, err := client.DescribeKubernetesCluster(created.ClusterID)
	if err != nil {
		return err
	}
	if cluster.State != "running" || cluster.Name != "from-go" || cluster.VPCID != "vpc-1" || cluster.Size != 5 || cluster.Created.IsZero() {
		return fmt.Errorf("it reads as %+v", cluster)
	}
	nodes, page, err := client.GetKubernetesClusterNodes(created.ClusterID, common.Pagination{PageNumber: 2, PageSize: 3})
	if err != nil {
		return err
	}
	if len(nodes) != 2 || page.TotalCount != 5 || page.PageNumber != 2 || nodes[0].InstanceRole != "Worker" {
		return fmt.Errorf("the nodes read as %+v, %+v", nodes, page)
	}
	config, err := client.GetClusterConfig(created.ClusterID)
	if err != nil {
		return err
	}
	if !strings.Contains(config.Config, created.ClusterID) {
		return fmt.Errorf("the kubeconfig is %q", config.Config)
	}
	if err := client.DeleteCluster(created.ClusterID); err != nil {
		return err
	}
	if err := anHourLater(); err != nil {
		return err
	}
	if _, err = client.DescribeKubernetesCluster(created.ClusterID); code(err) != "ErrorClusterNotFound" {
		return fmt.Errorf("it is deleted, and reading it ends with %v", err)
	}
	return nil
}

// Whoever signs with another secret is refused.
func wrongSecret(key, secret string) error {
	_, err := cs.NewClient(key, secret+"x").DescribeKubernetesCluster("c1")
	if code(err) != "SignatureDoesNotMatch" {
		return fmt.Errorf("it ends with %v", err)
	}
	return nil
}

// A key that the mock issued works with its token, and not without.
func temporaryKey(key, secret string) error {
	role := sts.AssumeRoleRequest{RoleArn: "acs:ram::1:role/go", RoleSessionName: "go", DurationSeconds: 900}
	assumed, err := sts.NewClient(key, secret).AssumeRole(role)
	if err != nil {
		return err
	}
	issued := assumed.Credentials
	client := cs.NewClientForAussumeRole(issued.AccessKeyId, issued.AccessKeySecret, issued.SecurityToken)
	if _, err := client.DescribeKubernetesCluster("c1"); code(err) != "ErrorClusterNotFound" {
		return fmt.Errorf("with the token it ends with %v", err)
	}
	_, err = cs.NewClient(issued.AccessKeyId, issued.AccessKeySecret).DescribeKubernetesCluster("c1")
	if code(err) != "MissingSecurityToken" {
		return fmt.Errorf("without the token it ends with %v", err)
	}
	return nil
}

// Moves the mock's clock.
func anHourLater() error {
	answer, err := http.Post(os.Args[1]+"/_mock/clock", "application/json", strings.NewReader(`{"advance": "1h"}`))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the clock cannot be moved: %s", answer.Status)
	}
	return nil
}

func code(err error) string {
	if refused, ok := err.(*common.Error); ok {
		return refused.Code
	}
	return ""
}
